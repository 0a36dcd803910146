package io.metaformer4j.training.step;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.util.List;

/** The loss, a gradient or a weight became NaN or infinite. The checkpoints written before are unharmed. */
public final class NonFiniteLossException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    /** Pictures that the message names. */
    private static final int NAMED = 3;

    private final transient List<Long> samples;

    /** What was computed when it happened. */
    record Place(int epoch, int batch, long update, long seed, double loss, double gradientNorm) {}

    /** Names and samples are those of this process; none if the fault lies in another. */
    NonFiniteLossException(Place place, List<String> names, List<Long> samples, String advice) {
        super("training stopped: loss " + place.loss() + " and gradient norm " + place.gradientNorm() + " in epoch "
                + (place.epoch() + 1) + ", batch " + (place.batch() + 1) + " (update " + place.update() + ", seed "
                + place.seed() + ", pictures "
                + (names.isEmpty() ? "of another process" : PrintableText.listed(names, NAMED)) + "); " + advice);
        this.samples = List.copyOf(samples);
    }

    /** A weight was not finite where a checkpoint should have been written. */
    NonFiniteLossException(String tensor, long update, String advice) {
        super("training stopped: " + tensor + " has values that are no numbers after update " + update
                + ", so no checkpoint was written; " + advice);
        this.samples = List.of();
    }

    /** What can be done about it. */
    public static String advice(TrainingRecipe recipe, boolean resumable) {
        return "lower the learning rate (" + recipe.optimization().optimizer().rate() + " at its peak)"
                + (recipe.optimization().clipping().limits() ? "" : ", clip gradients")
                + (recipe.precision() == Precision.FLOAT32 ? "" : ", train in fp32")
                + (resumable ? ", and resume from the last checkpoint" : ", and start again");
    }

    /**
     * The pictures of the batch.
     *
     * @return their indices in the data set; empty if a weight was at fault, or pictures of another process
     */
    public List<Long> samples() {
        return samples;
    }
}
