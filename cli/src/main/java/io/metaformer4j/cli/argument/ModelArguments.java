package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.models.WeightsSource;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model with which weights, on which engine. */
public final class ModelArguments {

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = ModelRequest.EMBEDDED,
            description =
                    "Name of a published model, or folder or model.json of your own (default: the ${DEFAULT-VALUE} one).")
    private String model;

    @Option(
            names = "--weights",
            paramLabel = "WEIGHTS",
            description = "'pretrained', hf:OWNER/NAME, an https address, a checkpoint file, or 'random[:SEED]' "
                    + "(default: those of your own or the embedded model).")
    private WeightsSource weights;

    @Mixin
    private LoadingArguments loading;

    /**
     * Refuses outputs that would replace the model or its weights.
     *
     * @param outputs what the command writes
     * @throws IOException if a path cannot be looked at
     */
    public void requireKept(CommandOutputs outputs) throws IOException {
        outputs.reads("--model", model);
        if (weights != null && weights.localPath().isPresent()) {
            outputs.reads("--weights", weights.localPath().get());
        }
    }

    /**
     * Loads the model, shows a download, and tells its notes.
     *
     * @param placement where the network computes
     * @param err receives progress and notes
     * @return the model; the caller closes it
     * @throws IOException if a file cannot be read or fetched
     */
    public LoadedModel load(Placement placement, PrintWriter err) throws IOException {
        ModelRequest request = ModelRequest.of(model);
        if (weights != null) {
            request = request.withWeights(weights);
        }
        return loading.apply(model, request).load(placement, err);
    }
}
