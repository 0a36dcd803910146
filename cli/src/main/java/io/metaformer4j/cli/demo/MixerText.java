package io.metaformer4j.cli.demo;

import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.architecture.TokenMixerVisitor;
import java.util.stream.Collectors;

/** What the page calls a token mixer: a few words in lower case. */
final class MixerText implements TokenMixerVisitor<String> {

    @Override
    public String identity(TokenMixer.Identity mixer) {
        return "identity";
    }

    @Override
    public String pooling(TokenMixer.Pooling mixer) {
        return "average pooling " + side(mixer.kernel());
    }

    @Override
    public String randomMixing(TokenMixer.RandomMixing mixer) {
        return "random mixing";
    }

    @Override
    public String spatialFc(TokenMixer.SpatialFc mixer) {
        return "spatial linear layer";
    }

    @Override
    public String separableConv(TokenMixer.SeparableConv mixer) {
        return "separable convolution " + side(mixer.kernel());
    }

    @Override
    public String attention(TokenMixer.Attention mixer) {
        return "attention";
    }

    @Override
    public String geometric(TokenMixer.Geometric mixer) {
        return "geometric mixer " + side(mixer.kernel());
    }

    @Override
    public String multiScaleGeometric(TokenMixer.MultiScaleGeometric mixer) {
        return mixer.scales().stream().map(this::geometric).collect(Collectors.joining(" + "));
    }

    @Override
    public String geoBlock(TokenMixer.GeoBlock mixer) {
        return "block around a " + geometric(mixer.mixer());
    }

    @Override
    public String poolBlock(TokenMixer.PoolBlock mixer) {
        return "block around average pooling " + side(mixer.kernel());
    }

    private static String side(int kernel) {
        return kernel + "x" + kernel;
    }
}
