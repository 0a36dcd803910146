package io.metaformer4j.zoo.plan;

/** One method for each kind of operation. */
public interface OperationVisitor<R> {

    R convolution(Operation.Convolution operation);

    R pointwise(Operation.Pointwise operation);

    R linear(Operation.Linear operation);

    R globalPool(Operation.GlobalPool operation);

    R activate(Operation.Activate operation);

    R scale(Operation.Scale operation);

    R addPosition(Operation.AddPosition operation);

    R layerNorm(Norm.LayerNorm operation);

    R groupNorm(Norm.GroupNorm operation);

    R batchNorm(Norm.BatchNorm operation);

    R identity(Mixing.Identity operation);

    R averagePool(Mixing.AveragePool operation);

    R depthwiseConvolution(Mixing.DepthwiseConvolution operation);

    R randomMix(Mixing.RandomMix operation);

    R spatialFc(Mixing.SpatialFc operation);

    R attention(Mixing.Attention operation);

    R geometric(Mixing.Geometric operation);

    R concatenation(Mixing.Concatenation operation);
}
