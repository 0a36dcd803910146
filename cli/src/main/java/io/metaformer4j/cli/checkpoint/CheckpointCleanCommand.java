package io.metaformer4j.cli.checkpoint;

import io.metaformer4j.cli.argument.model.WeightsPartArguments;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.convert.NetworkWeights;
import io.metaformer4j.weights.convert.WeightsFile;
import io.metaformer4j.weights.load.LoadOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps nothing of a checkpoint but the weights. */
@Command(
        name = "clean",
        description = {
            "Write nothing but the weights of a checkpoint, bit for bit under their own names, and say the SHA-256.",
            "Averaged weights are taken where the file has some."
        })
public final class CheckpointCleanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = "Checkpoint of any kind.")
    private Path in;

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            description =
                    "File to write: .safetensors, or .pth, .pt or .bin; before the ending comes part of its SHA-256.")
    private Path out;

    @Option(
            names = "--hash",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Put the first eight digits of the SHA-256 into the name, as published files have them "
                    + "(default: yes).")
    private boolean hash;

    @Option(
            names = "--clean-aux-bn",
            description = "Leave out the batch norms that stand beside others for parts of a batch (aux_bn), which "
                    + "only training uses.")
    private boolean withoutAuxiliary;

    @Mixin
    private WeightsPartArguments part;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        WeightsFile file = WeightsFile.at(out);
        CommandOutputs outputs =
                CommandOutputs.of(spec.commandLine()).writes("OUT", out).reads("IN", in);
        NetworkWeights found = NetworkWeights.read(in, part.read().apply(LoadOptions.STRICT));
        NetworkWeights weights = withoutAuxiliary ? withoutAuxiliary(found) : found;
        WeightsFile.Written written = hash ? file.writeWithDigest(weights.tensors()) : file.write(weights.tensors());
        new WrittenWeights(weights, written)
                .print(outputs.report(), spec.commandLine().getErr(), json);
        return 0;
    }

    private static NetworkWeights withoutAuxiliary(NetworkWeights found) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>(found.tensors());
        tensors.keySet().removeIf(name -> name.contains("aux_bn"));
        return new NetworkWeights(tensors, found.averaged(), found.notes());
    }
}
