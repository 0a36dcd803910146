package io.metaformer4j.zoo.plan;

/**
 * Reads every kind of operation.
 *
 * @param <R> what the reader makes of it
 */
public interface OperationVisitor<R> {

    /**
     * Reads a strided convolution.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R convolution(Operation.Convolution operation);

    /**
     * Reads a linear function of the channels of each position.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R pointwise(Operation.Pointwise operation);

    /**
     * Reads a linear function of vectors.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R linear(Operation.Linear operation);

    /**
     * Reads a mean over all positions.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R globalPool(Operation.GlobalPool operation);

    /**
     * Reads an elementwise non-linearity.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R activate(Operation.Activate operation);

    /**
     * Reads factors of the channels.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R scale(Operation.Scale operation);

    /**
     * Reads a position embedding.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R addPosition(Operation.AddPosition operation);

    /**
     * Reads a layer normalisation.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R layerNorm(Norm.LayerNorm operation);

    /**
     * Reads a group normalisation.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R groupNorm(Norm.GroupNorm operation);

    /**
     * Reads a batch normalisation.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R batchNorm(Norm.BatchNorm operation);

    /**
     * Reads the absence of mixing.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R identity(Mixing.Identity operation);

    /**
     * Reads means over a window.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R averagePool(Mixing.AveragePool operation);

    /**
     * Reads a depthwise convolution.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R depthwiseConvolution(Mixing.DepthwiseConvolution operation);

    /**
     * Reads a frozen random matrix over the positions.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R randomMix(Mixing.RandomMix operation);

    /**
     * Reads a trained matrix over the positions.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R spatialFc(Mixing.SpatialFc operation);

    /**
     * Reads self-attention.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R attention(Mixing.Attention operation);

    /**
     * Reads a geometric mixer.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R geometric(Mixing.Geometric operation);

    /**
     * Reads geometric mixers beside each other.
     *
     * @param operation what is computed
     * @return what the reader makes of it
     */
    R concatenation(Mixing.Concatenation operation);
}
