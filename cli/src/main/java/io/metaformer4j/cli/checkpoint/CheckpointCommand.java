package io.metaformer4j.cli.checkpoint;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with checkpoints whatever their network is. */
@Command(
        name = "checkpoint",
        description = "Look after checkpoints: average several, or keep nothing but the weights.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CheckpointAverageCommand.class, CheckpointCleanCommand.class})
public final class CheckpointCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Without a sub-command there is nothing to do but to say what there is. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing, e.g. 'metaformer checkpoint clean best.pth pets.pth'");
    }
}
