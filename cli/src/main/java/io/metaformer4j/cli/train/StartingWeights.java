package io.metaformer4j.cli.train;

import io.metaformer4j.cli.output.DownloadProgress;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.models.ModelWeights;
import io.metaformer4j.models.WeightsPart;
import io.metaformer4j.models.WeightsSource;
import io.metaformer4j.weights.WeightTensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The weights from which a new training starts: random ones, or some that were trained before. */
final class StartingWeights {

    private final PrintWriter err;

    StartingWeights(PrintWriter err) {
        this.err = err;
    }

    /**
     * Loads the weights to start from and says what of them is fresh.
     *
     * @param request which weights of which model
     * @param classNames names of the classes to learn
     * @param seed seed of what is fresh
     * @return the weights; empty if all are to be drawn from the seed of the recipe, that is, at random without a seed
     */
    Optional<Map<String, WeightTensor>> weights(ModelRequest request, List<String> classNames, long seed)
            throws IOException {
        if (request.weights().equals(WeightsSource.parse(WeightsSource.RANDOM))
                && request.part().equals(WeightsPart.ANY)) {
            noteUnusedWeights(request.model());
            return Optional.empty();
        }
        return Optional.of(loaded(formers -> formers.startingWeights(request, classNames, seed)));
    }

    /**
     * Loads weights for ImageNet-21k to start from, with a classifier for ImageNet-1k.
     *
     * @param request which weights of which model
     * @param classNames names of the classes to learn
     * @param seed seed of what is fresh
     */
    Map<String, WeightTensor> weightsFrom21k(ModelRequest request, List<String> classNames, long seed)
            throws IOException {
        return loaded(formers -> formers.startingWeightsFrom21k(request, classNames, seed));
    }

    /** Loads weights in one of several ways. */
    private interface Loading {
        ModelWeights by(MetaFormers formers) throws IOException;
    }

    private Map<String, WeightTensor> loaded(Loading loading) throws IOException {
        try (DownloadProgress progress = new DownloadProgress(err)) {
            ModelWeights start = loading.by(MetaFormers.standard().withDownloads(progress));
            start.notes().forEach(note -> err.println("note: " + note));
            return start.tensors();
        }
    }

    /** Whoever names a model that has weights may expect that they are used. */
    private void noteUnusedWeights(String model) {
        boolean hasWeights = model.equals(ModelRequest.EMBEDDED)
                || Files.exists(Path.of(model).resolve(ModelDescription.WEIGHTS_FILE_NAME))
                || (Files.isRegularFile(Path.of(model))
                        && Files.exists(Path.of(model).resolveSibling(ModelDescription.WEIGHTS_FILE_NAME)));
        if (hasWeights) {
            err.println(
                    "note: training starts from random weights; --weights pretrained starts from those of " + model);
        }
    }
}
