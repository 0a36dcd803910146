package io.metaformer4j.training.checkpoint;

import io.metaformer4j.evaluation.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The log of a run as a checkpoint holds it.
 *
 * @param text its content; empty in old checkpoints
 * @param bytes its length
 */
public record SavedLog(Optional<String> text, long bytes) {

    /** The log as a text that a checkpoint can hold. */
    public static SavedLog of(String text) {
        return new SavedLog(Optional.of(text), text.getBytes(StandardCharsets.UTF_8).length);
    }

    /**
     * Continues the log from here.
     *
     * @param folder folder of the run
     * @param metrics what the validation measures from now on; empty without one
     */
    public TrainingLog resume(Path folder, List<Metric> metrics) throws IOException {
        return TrainingLog.resume(folder, this, metrics);
    }
}
