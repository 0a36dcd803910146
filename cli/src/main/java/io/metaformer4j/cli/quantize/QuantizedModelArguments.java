package io.metaformer4j.cli.quantize;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.model.ChosenModelArguments;
import io.metaformer4j.cli.argument.model.WeightsPartArguments;
import io.metaformer4j.cli.output.CommandOutputs;
import io.metaformer4j.cli.output.DownloadProgress;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.models.ModelWeights;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.QuantizedCheckpointException;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model is quantized, with which weights. */
final class QuantizedModelArguments {

    @Mixin
    private ChosenModelArguments chosen;

    @Option(
            names = "--num-classes",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Classes of the weights, if they are not those of the published model.")
    private Integer classes;

    @Mixin
    private WeightsPartArguments part;

    /**
     * What is quantized.
     *
     * @param description the model
     * @param tensors its weights in floating point
     */
    record Source(ModelDescription description, Map<String, WeightTensor> tensors) {}

    /** Refuses outputs that would replace the model or its weights. */
    void requireKept(CommandOutputs outputs) throws IOException {
        chosen.requireKept(outputs);
    }

    /** Loads the weights, shows a download, and tells their notes. */
    Source load(PrintWriter err) throws IOException {
        ModelRequest request = withClasses(chosen.request().withPart(part.read()));
        try (DownloadProgress progress = new DownloadProgress(err)) {
            MetaFormers models = MetaFormers.standard().withDownloads(progress);
            ModelDescription described = models.describe(chosen.model());
            ModelWeights found = weights(models, request);
            found.notes().forEach(note -> err.println("note: " + note));
            return new Source(classes == null ? described : described.withClasses(classes), found.tensors());
        }
    }

    private static ModelWeights weights(MetaFormers models, ModelRequest request) throws IOException {
        try {
            return models.weights(request);
        } catch (QuantizedCheckpointException e) {
            throw new MetaFormerException(
                    "these weights are int8 already; quantize those in floating point that they were made from", e);
        }
    }

    /** The same model with the weights of a file. */
    ModelRequest stored(Path file) {
        return withClasses(ModelRequest.of(chosen.model())).withWeights(new WeightsSource.Local(file));
    }

    private ModelRequest withClasses(ModelRequest request) {
        return classes == null ? request : request.withClasses(classes);
    }
}
