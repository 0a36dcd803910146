package io.metaformer4j.zoo.cost;

import io.metaformer4j.zoo.architecture.MapShape;

/**
 * What one layer of a network costs for one picture.
 *
 * @param module canonical name of the module, e.g. {@code stages.0.blocks.1.mlp.fc1}
 * @param kind what it does
 * @param output size of what it puts out; vectors are maps of one position
 * @param trainable elements of its trainable parameters
 * @param frozen elements of its parameters that are never trained
 * @param buffers elements of its other state (running statistics, fixed kernels, counters)
 * @param macs multiply-adds of convolutions and matrix products; everything else is free
 * @param activations values that convolutions and matrix products put out, both products of attention included; none of
 *     everything else, as fvcore's {@code ActivationCountAnalysis} counts
 * @param alive values that are in memory while it is computed in inference: its input, its output, and what is kept for later
 */
public record LayerCost(
        String module,
        Kind kind,
        MapShape output,
        long trainable,
        long frozen,
        long buffers,
        long macs,
        long activations,
        long alive) {

    /** What a layer does. */
    public enum Kind {
        /** Convolution of any kernel, 1x1 included, with a weight of rank 4. */
        CONVOLUTION,
        /** Matrix applied to vectors. */
        LINEAR,
        /** The two matrix products of self-attention: queries by keys, weights by values. */
        ATTENTION,
        /** Product of a frozen random matrix and the tokens. */
        RANDOM_MIXING,
        /** Average pooling with stride 1. */
        POOLING,
        /** Nothing, where others mix tokens. */
        IDENTITY,
        /** Layer normalisation. */
        LAYER_NORM,
        /** Group normalisation. */
        GROUP_NORM,
        /** Batch normalisation. */
        BATCH_NORM,
        /** Elementwise non-linearity. */
        ACTIVATION,
        /** Trainable factors: layer scale, residual scale, scale of geometric details. */
        SCALE,
        /** Addition of a position embedding. */
        POSITION_EMBEDDING,
        /** Mean over all positions. */
        GLOBAL_POOLING
    }

    /**
     * Elements of the output.
     *
     * @return channels times positions
     */
    public long elements() {
        return (long) output.channels() * output.tokens();
    }
}
