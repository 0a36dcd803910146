package io.metaformer4j.cli.robustness;

import io.metaformer4j.cli.argument.NamedModel;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.evaluation.robustness.RobustnessPart;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.weights.disk.Sha256;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * What is known of a model after it was closed.
 *
 * @param name what the user calls it
 * @param request which model with which weights
 * @param weights where the weights came from
 * @param averaged whether they are averaged over the training
 * @param classes number of outputs
 * @param preprocessing what was done with each picture
 * @param identity what the results of the model depend on beside the pictures
 */
record MeasuredModel(
        String name,
        ModelRequest request,
        String weights,
        boolean averaged,
        int classes,
        Preprocessing preprocessing,
        String identity) {

    /** A model that is loaded. */
    static MeasuredModel of(NamedModel named, LoadedModel model, Preprocessing preprocessing, Placement placement)
            throws IOException {
        ModelRequest request = named.request();
        String identity = String.join(
                "/",
                request.model(),
                weights(model.weights()),
                String.valueOf(request.coverage()),
                String.valueOf(request.inputChannels()),
                String.valueOf(request.part()),
                String.valueOf(model.architecture().classes()),
                preprocessing.toString(),
                String.valueOf(placement.precision()),
                model.engine().orElse(""));
        return new MeasuredModel(
                named.name(),
                request,
                model.weights(),
                model.averaged(),
                model.architecture().classes(),
                preprocessing,
                identity);
    }

    /** The content of weights that are a file, and the name of others. */
    private static String weights(String source) throws IOException {
        try {
            Path file = Path.of(source);
            return Files.isRegularFile(file) ? Sha256.of(file) : source;
        } catch (InvalidPathException e) {
            return source;
        }
    }

    /** Whether the weights are the published ones. */
    boolean pretrained() {
        return request.weights().toString().equals(WeightsSource.PRETRAINED);
    }

    /** The file of the weights, if the user named one; else nothing. */
    String checkpoint() {
        return request.weights().localPath().map(Path::toString).orElse("");
    }

    /**
     * What the counts of a part depend on, as a digest.
     *
     * @param part the part
     * @param labelling what its labels depend on
     */
    String settings(RobustnessPart part, String labelling) {
        String text = String.join("/", identity, part.pictures().location(), labelling);
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
