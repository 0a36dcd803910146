package io.metaformer4j.cli.checkpoint;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.model.WeightsPartArguments;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.training.checkpoint.SavedRun;
import io.metaformer4j.weights.convert.NetworkWeights;
import io.metaformer4j.weights.convert.WeightsFile;
import io.metaformer4j.weights.load.LoadOptions;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
            "Average the weights of several checkpoints of one network, or of the best ones of a run.",
            "Means are summed in double precision and written as float32; counters come from the first file."
        })
public final class CheckpointAverageCommand implements Callable<Integer> {

    /** As many as timm takes. */
    private static final int MOST = 10;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILES",
            description = "Two checkpoints or more, of any kind, or the folder of a run.")
    private List<Path> files;

    @Option(
            names = "-n",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "How many checkpoints of a run are averaged at most (default: 10).")
    private Integer most;

    @Option(
            names = "--no-sort",
            description = "Take the latest checkpoints of a run instead of those of its best epochs.")
    private boolean unsorted;

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
        WeightsFile file = WeightsFile.at(output);
        List<Path> inputs = inputs();
        CommandOutputs outputs = CommandOutputs.of(spec.commandLine()).writes("--output", output);
        for (Path input : inputs) {
            outputs.reads("FILES", input);
        }
        NetworkWeights mean = NetworkWeights.average(inputs, part.read().apply(LoadOptions.STRICT));
        new WrittenWeights(mean, file.write(mean.tensors()))
                .print(outputs.report(), spec.commandLine().getErr(), json);
        return 0;
    }

    private List<Path> inputs() throws IOException {
        boolean isRun = files.size() == 1 && Files.isDirectory(files.get(0));
        if (!isRun && (most != null || unsorted)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "-n and --no-sort choose among the checkpoints of a run; name its folder alone, or leave them out");
        }
        if (!isRun && files.size() < 2) {
            throw new ParameterException(
                    spec.commandLine(), "an average needs at least two checkpoints; name the others, too");
        }
        return isRun ? ofRun(files.get(0)) : files;
    }

    private List<Path> ofRun(Path folder) throws IOException {
        int wanted = most == null ? MOST : most;
        List<Path> chosen =
                unsorted ? SavedRun.latestCheckpoints(folder, wanted) : SavedRun.bestCheckpoints(folder, wanted);
        if (chosen.size() < 2) {
            throw new MetaFormerException("an average needs at least two checkpoints, but of those in '" + folder
                    + "' there " + (chosen.size() == 1 ? "is one" : "are none")
                    + " to take; let the training keep more, or take a larger -n");
        }
        String names =
                chosen.stream().map(file -> String.valueOf(file.getFileName())).collect(Collectors.joining(", "));
        spec.commandLine().getErr().println("note: this is the average of " + names);
        return chosen;
    }
}
