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
    private final String place;

    /** What was computed when it happened. */
    record Place(int epoch, int batch, long update, long seed, double loss, double gradientNorm) {

        String text(List<String> names) {
            return "loss " + loss + " and gradient norm " + gradientNorm + " in epoch " + (epoch + 1) + ", batch "
                    + (batch + 1) + " (update " + update + ", seed " + seed + ", pictures "
                    + (names.isEmpty() ? "of another process" : PrintableText.listed(names, NAMED)) + ")";
        }
    }

    /** Names and samples are those of this process; none if the fault lies in another. */
    NonFiniteLossException(Place place, List<String> names, List<Long> samples, String advice) {
        super("training stopped: " + place.text(names) + "; " + advice);
        this.samples = List.copyOf(samples);
        this.place = place.text(names);
    }

    /**
     * The network diverged, as its weights or answers show, where a checkpoint was to be written or was measured.
     *
     * @param fault a clause on what is not finite
     * @param at where the run stands, within an epoch or at the end of one
     * @param outcome a clause on what became of the checkpoint
     * @param advice what can be done about it
     */
    public NonFiniteLossException(String fault, RunPosition at, String outcome, String advice) {
        super("training stopped: " + fault + " after update " + at.update() + " in epoch "
                + (at.batch() == 0 ? at.epoch() : at.epoch() + 1) + ", so " + outcome + "; " + advice);
        this.samples = List.of();
        this.place = fault;
    }

    /** What was not finite, and where, for those who go on all the same. */
    String place() {
        return place;
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
