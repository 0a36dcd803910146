package io.metaformer4j.cli.checkpoint;

import io.metaformer4j.cli.argument.WeightsPartArguments;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.weights.convert.NetworkWeights;
import io.metaformer4j.weights.convert.WeightsFile;
import io.metaformer4j.weights.load.LoadOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Averages the weights of several checkpoints. */
@Command(
        name = "average",
        description = {
            "Average the weights of several checkpoints of one network, for instance the last of a run.",
            "Means are summed in double precision and written as float32; counters come from the first file."
        })
public final class CheckpointAverageCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILES", description = "Two checkpoints or more, of any kind.")
    private List<Path> files;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "File to write: .safetensors, or .pth, .pt or .bin.")
    private Path output;

    @Mixin
    private WeightsPartArguments part;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        if (files.size() < 2) {
            throw new ParameterException(
                    spec.commandLine(), "an average needs at least two checkpoints; name the others, too");
        }
        WeightsFile file = WeightsFile.at(output);
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine()).writes("--output", output);
        for (Path input : files) {
            outputs.reads("FILES", input);
        }
        NetworkWeights mean = NetworkWeights.average(files, part.read().apply(LoadOptions.STRICT));
        new WrittenWeights(mean, file.write(mean.tensors()))
                .print(outputs.report(), spec.commandLine().getErr(), json);
        return 0;
    }
}
