package io.metaformer4j.cli.export;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Models for other runtimes. */
@Command(
        name = "export",
        description = "Write a model as an ONNX file, and compare such a file with the model.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ExportOnnxCommand.class, ExportCheckCommand.class})
public final class ExportCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Without a sub-command there is nothing to do but to say what there is. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing, e.g. 'metaformer export onnx model.onnx'");
    }
}
