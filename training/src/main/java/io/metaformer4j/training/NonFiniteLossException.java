package io.metaformer4j.training;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;
import java.util.List;

/** The loss or a gradient became NaN or infinite. The checkpoints written before are unharmed. */
public final class NonFiniteLossException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    private final transient List<Long> samples;

    /** What was computed when it happened. */
    record Place(int epoch, int batch, long update, long seed, double loss, double gradientNorm) {}

    NonFiniteLossException(Place place, long[] samples) {
        super("training stopped: loss " + place.loss() + " and gradient norm " + place.gradientNorm() + " in epoch "
                + place.epoch() + ", batch " + place.batch() + " (update " + place.update() + ", seed " + place.seed()
                + ", samples " + Arrays.toString(samples)
                + "); lower the learning rate, clip gradients, or train in fp32, and resume from the last checkpoint");
        this.samples = Arrays.stream(samples).boxed().toList();
    }

    /**
     * The pictures of the batch.
     *
     * @return their indices in the data set
     */
    public List<Long> samples() {
        return samples;
    }
}
