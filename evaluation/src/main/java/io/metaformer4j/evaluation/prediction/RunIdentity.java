package io.metaformer4j.evaluation.prediction;

import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.weights.disk.Sha256;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What results are made of, so that no file holds those of two models or data sets: digests of the model, the content
 * of its weights, the preprocessing, the names of all pictures in their order, and the settings.
 *
 * @param parts digests by the words that messages have for them
 */
public record RunIdentity(Map<String, String> parts) {

    /** The words for what vectors of one picture must have in common to be compared. */
    public static final List<String> COMPARABLE = List.of("model", "weights", "input");

    public RunIdentity {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    /**
     * What a model is to a picture, whatever data set that is in.
     *
     * @param model the model
     * @param preprocessing how a picture becomes its input
     * @return a digest for each of {@link #COMPARABLE}
     * @throws IOException if the file of the weights cannot be read
     */
    public static RunIdentity of(LoadedModel model, Preprocessing preprocessing) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put(
                "model",
                digest(model.name() + "\n" + model.architecture() + "\n"
                        + model.labels().map(set -> set.names().toString()).orElse("")));
        parts.put("weights", weights(model));
        parts.put("input", digest(preprocessing.toString()));
        return new RunIdentity(parts);
    }

    /**
     * The identity of a run.
     *
     * @param model the model
     * @param dataset the pictures, in their order
     * @param options preprocessing, decoder and batches; neither the number of reading threads matters nor what happens
     *     to broken pictures
     * @param more other settings that results depend on
     * @return the identity
     * @throws IOException if the file of the weights cannot be read
     */
    public static RunIdentity of(LoadedModel model, Dataset<?> dataset, StreamOptions options, String more)
            throws IOException {
        Map<String, String> parts =
                new LinkedHashMap<>(of(model, options.preprocessing()).parts());
        parts.put("data", names(dataset));
        parts.put("batch size", digest(Integer.toString(options.batchSize())));
        parts.put(
                "device, precision or threads",
                digest(model.network().placement().toString()));
        parts.put("settings", digest(options.decoder().options() + "\n" + more));
        return new RunIdentity(parts);
    }

    /**
     * The same with one more setting.
     *
     * @param word what messages call it
     * @param text everything about it that results depend on
     * @return the changed identity
     */
    public RunIdentity with(String word, String text) {
        Map<String, String> more = new LinkedHashMap<>(parts);
        more.put(word, digest(text));
        return new RunIdentity(more);
    }

    private static String digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The content of the weights where they are a file, and else what they are called. */
    private static String weights(LoadedModel model) throws IOException {
        String averaged = " " + model.averaged();
        try {
            Path file = Path.of(model.weights());
            return Files.isRegularFile(file) ? Sha256.of(file) + averaged : digest(model.weights() + averaged);
        } catch (InvalidPathException e) {
            return digest(model.weights() + averaged);
        }
    }

    private static String names(Dataset<?> dataset) {
        Sha256 digest = new Sha256();
        for (int i = 0; i < dataset.size(); i++) {
            digest.add((dataset.name(i) + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return digest.hex();
    }
}
