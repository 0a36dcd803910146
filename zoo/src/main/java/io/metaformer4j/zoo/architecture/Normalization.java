package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;

/** The normalisations of the family. Variances are biased (divided by n). */
public sealed interface Normalization {

    /**
     * Reads this normalisation.
     *
     * @param <R> what the reader makes of it
     * @param visitor the reader
     * @return what the reader returned
     */
    <R> R accept(Visitor<R> visitor);

    /** The shared constant for "no normalisation". */
    None NONE = new None();

    /** Leaves its input as it is. */
    record None() implements Normalization {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.none(this);
        }
    }

    /**
     * Normalises the channels of each position separately, then multiplies by a trainable weight of each channel.
     *
     * @param epsilon added to the variance
     * @param bias whether a trainable bias of each channel is added
     */
    record LayerNorm(double epsilon, boolean bias) implements Normalization {
        public LayerNorm {
            requirePositive(epsilon);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.layerNorm(this);
        }
    }

    /**
     * Normalises groups of channels over all positions of one sample, then multiplies by a trainable weight of each
     * channel. With one group it is PoolFormer's modified layer norm.
     *
     * @param groups number of channel groups
     * @param epsilon added to the variance
     * @param bias whether a trainable bias of each channel is added
     */
    record GroupNorm(int groups, double epsilon, boolean bias) implements Normalization {
        public GroupNorm {
            if (groups < 1) {
                throw new MetaFormerException("group normalisation with " + groups + " groups needs at least one");
            }
            requirePositive(epsilon);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.groupNorm(this);
        }
    }

    /**
     * Reads every kind of normalisation.
     *
     * @param <R> what the reader makes of it
     */
    interface Visitor<R> {
        /**
         * Reads "no normalisation".
         *
         * @param norm the description
         * @return what the reader makes of it
         */
        R none(None norm);

        /**
         * Reads a layer normalisation.
         *
         * @param norm the description
         * @return what the reader makes of it
         */
        R layerNorm(LayerNorm norm);

        /**
         * Reads a group normalisation.
         *
         * @param norm the description
         * @return what the reader makes of it
         */
        R groupNorm(GroupNorm norm);
    }

    private static void requirePositive(double epsilon) {
        if (!(epsilon > 0)) {
            throw new MetaFormerException("normalisation epsilon " + epsilon + " must be positive");
        }
    }
}
