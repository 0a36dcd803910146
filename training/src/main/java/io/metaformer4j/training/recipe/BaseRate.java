package io.metaformer4j.training.recipe;

import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * A learning rate that follows from the batch, as timm's {@code --lr-base}: {@code rate * (pictures / size)}, or the root of
 * the quotient.
 *
 * @param rate learning rate of an update from {@code size} pictures
 * @param size pictures of an update for which the rate was found
 * @param scale how the rate grows with the number of pictures
 */
public record BaseRate(double rate, int size, Scale scale) {

    /** How a learning rate grows with the number of pictures of an update. */
    public enum Scale {
        /** As the number does. */
        LINEAR,
        /** As its square root does. */
        SQRT;

        /**
         * timm's choice: the root for optimizers that divide by an average of squares, that is for those with {@code ada} or
         * {@code lamb} in their name.
         *
         * @param optimizer the optimizer
         * @return what suits it
         */
        public static Scale of(OptimizerSpec optimizer) {
            String name = optimizer.name();
            return name.contains("ada") || name.contains("lamb") ? SQRT : LINEAR;
        }
    }

    public BaseRate {
        if (!(rate > 0) || size < 1) {
            throw new MetaFormerException("a base learning rate of " + rate + " for updates from " + size
                    + " pictures needs two positive numbers");
        }
    }

    /**
     * The learning rate of an update.
     *
     * @param pictures pictures of the update, in all batches and replicas together
     * @return the learning rate
     */
    public double rateOf(long pictures) {
        double ratio = (double) pictures / size;
        return rate * (scale == Scale.SQRT ? Math.sqrt(ratio) : ratio);
    }
}
