package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;

/** The normalisations of the family. Variances are biased (divided by n). */
public sealed interface Normalization {

    /** Calls the visitor's method for this kind of normalisation. */
    <R> R accept(Visitor<R> visitor);

    /**
     * Refuses a number of channels that this normalisation cannot take.
     *
     * @param channels channels of the input
     * @param place which normalisation of the network this is, for the message
     * @throws MetaFormerException if they cannot be split into its groups
     */
    void requireChannels(int channels, String place);

    /** The shared constant for "no normalisation". */
    None NONE = new None();

    /** Leaves its input as it is. */
    record None() implements Normalization {
        @Override
        public void requireChannels(int channels, String place) {
            // any number of channels will do
        }

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
        public void requireChannels(int channels, String place) {
            // any number of channels will do
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
        public void requireChannels(int channels, String place) {
            if (channels % groups != 0) {
                throw new MetaFormerException(groups + " normalisation groups do not divide the " + channels
                        + " channels " + place + "; choose a number of groups that does");
            }
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.groupNorm(this);
        }
    }

    /** One method for each kind of normalisation. */
    interface Visitor<R> {
        R none(None norm);

        R layerNorm(LayerNorm norm);

        R groupNorm(GroupNorm norm);
    }

    private static void requirePositive(double epsilon) {
        if (!(epsilon > 0)) {
            throw new MetaFormerException("normalisation epsilon " + epsilon + " must be positive");
        }
    }
}
