package io.metaformer4j.cli.command;

import io.metaformer4j.cli.argument.ModelArguments;
import io.metaformer4j.cli.argument.NetworkArguments;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.evaluation.TensorRunner;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a network on a tensor. */
@Command(
        name = "forward",
        aliases = "run",
        description = {
            "Run a network forward on tensor 'input' [N,C,H,W] of a safetensors file.",
            "Writes 'logits', and with --features also 'stage0'.. [N,C,H,W] and 'pooled' [N,C]."
        })
public final class ForwardCommand implements Callable<Integer> {

    private static final String INPUT = "input";

    @Spec
    private CommandSpec spec;

    @Option(names = "--tensor", required = true, paramLabel = "FILE", description = "Safetensors file with 'input'.")
    private Path tensor;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "Safetensors file to write.")
    private Path output;

    @Option(names = "--features", description = "Write the maps of all stages and the pooled vectors, too.")
    private boolean features;

    @Mixin
    private ModelArguments model;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() throws IOException {
        CommandOutputs outputs =
                CommandOutputs.of(spec.commandLine()).writes("--output", output).reads("--tensor", tensor);
        model.requireKept(outputs);
        Checkpoint file = Checkpoints.open(tensor);
        WeightTensor input = file.tensors().get(INPUT);
        if (input == null) {
            throw new MetaFormerException("file '" + tensor + "' has no tensor 'input' but "
                    + file.tensors().keySet() + "; rename the one that holds the pictures");
        }
        Map<String, WeightTensor> results;
        Map<String, Object> document = new LinkedHashMap<>();
        try (LoadedModel loaded = model.load(network.apply(), spec.commandLine().getErr())) {
            TensorRunner runner = TensorRunner.of(loaded);
            document.put("model", loaded.name());
            document.put("weights", loaded.weights());
            document.put("averaged", loaded.averaged());
            results = features ? runner.runWithFeatures(input) : runner.run(input);
        }
        SafetensorsWriter.write(output, results, Map.of());
        noteNonFinite(results);
        Map<String, Object> shapes = new LinkedHashMap<>();
        results.forEach((name, result) -> shapes.put(name, result.shape()));
        if (json.enabled()) {
            document.put("output", output.toString());
            document.put("tensors", shapes);
            JsonOutput.print(outputs.report(), document);
        } else {
            results.forEach((name, result) -> outputs.report().println(name + " " + Arrays.toString(result.shape())));
            outputs.report().println("wrote " + output);
        }
        return 0;
    }

    private void noteNonFinite(Map<String, WeightTensor> results) {
        results.forEach((name, result) -> {
            for (float value : result.toFloats()) {
                if (!Float.isFinite(value)) {
                    spec.commandLine()
                            .getErr()
                            .println("note: '" + name + "' holds NaN or infinite values; look at the input, or use"
                                    + " --precision fp32");
                    return;
                }
            }
        });
    }
}
