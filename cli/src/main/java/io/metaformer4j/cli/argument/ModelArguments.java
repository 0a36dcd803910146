package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.model.ChosenModelArguments;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.models.LoadedModel;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;

/** Which model with which weights, on which engine. */
public final class ModelArguments {

    @Mixin
    private ChosenModelArguments chosen;

    @Mixin
    private LoadingArguments loading;

    /**
     * Refuses outputs that would replace the model or its weights.
     *
     * @param outputs what the command writes
     * @throws IOException if a path cannot be looked at
     */
    public void requireKept(CommandOutputs outputs) throws IOException {
        chosen.requireKept(outputs);
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
        return loading.apply(chosen.model(), chosen.request()).load(placement, err);
    }
}
