package io.metaformer4j.zoo.plan;

import io.metaformer4j.zoo.architecture.Normalization;
import java.util.Optional;

/**
 * Makes the operation of a normalisation.
 *
 * @param path name of the module
 * @param channels channels of the map
 */
record NormPlanner(String path, int channels) implements Normalization.Visitor<Optional<Norm>> {

    static Optional<Norm> of(Normalization norm, String path, int channels) {
        return norm.accept(new NormPlanner(path, channels));
    }

    @Override
    public Optional<Norm> none(Normalization.None norm) {
        return Optional.empty();
    }

    @Override
    public Optional<Norm> layerNorm(Normalization.LayerNorm norm) {
        return Optional.of(new Norm.LayerNorm(path, channels, norm.epsilon(), norm.bias()));
    }

    @Override
    public Optional<Norm> groupNorm(Normalization.GroupNorm norm) {
        return Optional.of(new Norm.GroupNorm(path, channels, norm.groups(), norm.epsilon(), norm.bias()));
    }
}
