package io.metaformer4j.cli.argument.model;

import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.models.WeightsSource;
import java.io.IOException;
import picocli.CommandLine.Option;

/** Which one model with which weights. */
public final class ChosenModelArguments {

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

    /**
     * The model.
     *
     * @return its name, or the path of its description
     */
    public String model() {
        return model;
    }

    /**
     * The model and the weights that were named.
     *
     * @return the request, without anything else that may be asked of them
     */
    public ModelRequest request() {
        ModelRequest request = ModelRequest.of(model);
        return weights == null ? request : request.withWeights(weights);
    }

    /**
     * Refuses outputs that would replace the model or its weights.
     *
     * @param outputs what the command writes
     * @throws IOException if a path cannot be looked at
     */
    public void requireKept(CommandOutputs outputs) throws IOException {
        KeptModel.requireKept(outputs, "--model", model);
        if (weights != null) {
            KeptModel.requireKept(outputs, weights);
        }
    }
}
