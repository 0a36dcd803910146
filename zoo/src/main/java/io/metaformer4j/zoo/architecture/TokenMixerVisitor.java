package io.metaformer4j.zoo.architecture;

/**
 * Reads every kind of token mixer.
 *
 * @param <R> what the reader makes of it
 */
public interface TokenMixerVisitor<R> {
    /** Reads an identity mixer. */
    R identity(TokenMixer.Identity mixer);

    /** Reads a pooling mixer. */
    R pooling(TokenMixer.Pooling mixer);

    /** Reads a random mixer. */
    R randomMixing(TokenMixer.RandomMixing mixer);

    /** Reads a spatial fully connected mixer. */
    R spatialFc(TokenMixer.SpatialFc mixer);

    /** Reads a separable convolution. */
    R separableConv(TokenMixer.SeparableConv mixer);

    /** Reads an attention mixer. */
    R attention(TokenMixer.Attention mixer);

    /** Reads a geometric mixer. */
    R geometric(TokenMixer.Geometric mixer);

    /** Reads a multi-scale geometric mixer. */
    R multiScaleGeometric(TokenMixer.MultiScaleGeometric mixer);

    /** Reads a GeoBlock. */
    R geoBlock(TokenMixer.GeoBlock mixer);

    /** Reads a pooling block. */
    R poolBlock(TokenMixer.PoolBlock mixer);
}
