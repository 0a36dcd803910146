package io.metaformer4j.training.checkpoint;

import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.network.Trainable;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The files of a run's folder that are for others: the recipe from the first step on, weights and model at the end. */
public final class ResultFiles {

    /** The file with all hyper-parameters of the run, as it is now. */
    public static final String RECIPE = "recipe.json";

    /** The file with everything that the command of the run was given, if a command has started it. */
    public static final String ARGUMENTS = "args.yaml";

    /** The file with what the command of the run has printed, with times; no other file of the run has any. */
    public static final String MESSAGES = "train.log";

    /** The page about the run, if one is written at its end. */
    public static final String REPORT = "report.html";

    private final Path folder;

    /** The results in a folder. */
    public ResultFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes the recipe, in place of an older one. */
    public void writeRecipe(TrainingRecipe recipe) throws IOException {
        byte[] json = recipe.toJson().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(
                folder.resolve(RECIPE),
                channel -> channel.write(ByteBuffer.wrap(json)),
                written -> TrainingRecipe.parse(TextFile.read(written, "recipe")));
    }

    /** Writes the result: weights, and a model file whose card says where they come from. */
    public void writeModel(Trainable network, TrainingState state, Optional<Metrics> metrics) throws IOException {
        SafetensorsWriter.write(
                folder.resolve(ModelDescription.WEIGHTS_FILE_NAME), network.snapshot(), Map.of("format", "pt"));
        state.model()
                .withFacts(Provenance.of(state.model(), state, metrics))
                .write(folder.resolve(ModelDescription.FILE_NAME));
    }
}
