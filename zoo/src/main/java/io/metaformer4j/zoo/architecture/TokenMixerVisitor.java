package io.metaformer4j.zoo.architecture;

/** One method for each kind of token mixer. */
public interface TokenMixerVisitor<R> {
    R identity(TokenMixer.Identity mixer);

    R pooling(TokenMixer.Pooling mixer);

    R randomMixing(TokenMixer.RandomMixing mixer);

    R spatialFc(TokenMixer.SpatialFc mixer);

    R separableConv(TokenMixer.SeparableConv mixer);

    R attention(TokenMixer.Attention mixer);

    R geometric(TokenMixer.Geometric mixer);

    R multiScaleGeometric(TokenMixer.MultiScaleGeometric mixer);

    R geoBlock(TokenMixer.GeoBlock mixer);

    R poolBlock(TokenMixer.PoolBlock mixer);
}
