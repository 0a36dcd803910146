package io.metaformer4j.engine.profile;

/** What steps of a network are mainly. A step of which parts were fused is called after the part that multiplies most. */
public enum StepKind {
    /** Convolutions that see all channels: the stem and the downsampling. */
    CONVOLUTION("convolutions"),
    /** Linear functions of the channels of each position, which are products of matrices. */
    PRODUCT("1x1 products"),
    /** Products with a matrix over the positions. */
    TOKEN_MATRIX("token matrices"),
    /** Attention without its projections. */
    ATTENTION("attention"),
    /** Convolutions in which every channel has a kernel of its own. */
    DEPTHWISE("depthwise"),
    /** Means over windows or whole maps, with the norms and sums that are computed in the same pass. */
    POOLING("pooling"),
    /** Norms, or the statistics of maps for them. */
    NORM("norms"),
    /** Sums, scales, activations and magnitudes in passes of their own. */
    ELEMENTWISE("elementwise"),
    /** Pictures to the format of the engine, and results to that of the caller. */
    TRANSFER("input and output");

    private final String label;

    StepKind(String label) {
        this.label = label;
    }

    /**
     * The kind in words.
     *
     * @return for a table
     */
    public String label() {
        return label;
    }
}
