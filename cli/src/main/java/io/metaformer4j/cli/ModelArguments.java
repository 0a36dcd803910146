package io.metaformer4j.cli;

import io.metaformer4j.cli.output.Outputs;
import io.metaformer4j.evaluation.LoadedModel;
import io.metaformer4j.evaluation.MetaFormers;
import io.metaformer4j.evaluation.ModelRequest;
import io.metaformer4j.evaluation.WeightsChoice;
import io.metaformer4j.torch.NetworkOptions;
import io.metaformer4j.weights.hub.WeightSource;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model with which weights. */
final class ModelArguments {

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
    private WeightsChoice weights;

    @Option(
            names = "--num-classes",
            paramLabel = "N",
            converter = ValueRange.Count.class,
            description = "Classes of the weights, if they are not those of the published model.")
    private Integer classes;

    @Option(
            names = "--fresh-head",
            description = "Take stem and stages from the weights only; the classifier, or the norms of a feature "
                    + "backbone, start fresh.")
    private boolean freshHead;

    @Mixin
    private WeightsPartArguments part;

    /** Refuses outputs that would replace the model or its weights. */
    void requireKept(Outputs outputs) throws IOException {
        outputs.reads("--model", model);
        if (weights instanceof WeightsChoice.Stored stored && stored.source() instanceof WeightSource.LocalFile file) {
            outputs.reads("--weights", file.path());
        }
    }

    LoadedModel load(NetworkOptions options, PrintWriter err) throws IOException {
        ModelRequest request = ModelRequest.of(model).withNetwork(options).withPart(part.read());
        if (weights != null) {
            request = request.withWeights(weights);
        }
        if (freshHead) {
            request = request.withFreshHead();
        }
        if (classes != null) {
            request = request.withClasses(classes);
        }
        try (DownloadProgress progress = new DownloadProgress(err)) {
            LoadedModel loaded = MetaFormers.standard().withDownloads(progress).load(request);
            loaded.notes().forEach(note -> err.println("note: " + note));
            return loaded;
        }
    }
}
