package io.metaformer4j.cli.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with a data set beside training on it. */
@Command(
        name = "data",
        description = "Look after a data set: find broken pictures, measure it, pack it into shards.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DataVerifyCommand.class, DataStatsCommand.class, DataPackCommand.class})
public final class DataCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Without a sub-command there is nothing to do but to say what there is. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing, e.g. 'metaformer data verify pets'");
    }
}
