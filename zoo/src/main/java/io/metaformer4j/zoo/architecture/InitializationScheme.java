package io.metaformer4j.zoo.architecture;

/** How fresh weights are drawn. Norm weights start at 1, all other scales at their own initial value. */
public enum InitializationScheme {
    /** Normal with deviation 0.02 cut at +-2 for every convolution and matrix, zero biases (sail-sg/metaformer, timm). */
    TRUNCATED_NORMAL,
    /**
     * The same for the channel MLPs and all linear layers, but PyTorch's default (uniform within +-1/sqrt(fan in), biases
     * too) for the stem and the downsampling convolutions (sail-sg/poolformer).
     */
    POOLFORMER_V1,
    /**
     * Normal with deviation {@code 1/sqrt(fan in)} cut at two deviations for every convolution and matrix but the
     * classifier, which gets 0.02; zero biases. Small networks on small pictures learn faster from it.
     */
    FAN_IN
}
