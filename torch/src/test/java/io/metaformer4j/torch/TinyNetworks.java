package io.metaformer4j.torch;

import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Architecture.Regularization;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.PositionEmbedding;
import io.metaformer4j.zoo.architecture.Stage;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.architecture.TokenMixer.GeometricMixer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Small architectures that exercise every part of the family on 32x32 pictures. */
public final class TinyNetworks {

    private static final Normalization LAYER_NORM = new Normalization.LayerNorm(1e-6, false);
    private static final Normalization GROUP_NORM = new Normalization.GroupNorm(1, 1e-5, true);
    private static final ChannelMlp STAR_MLP = new ChannelMlp(2, Activation.STAR_RELU, false);
    private static final ChannelMlp GELU_MLP = new ChannelMlp(2, Activation.GELU, true);

    private TinyNetworks() {}

    /** Separable convolutions, then attention, MLP head: a CAFormer. */
    public static Architecture caformer() {
        Block conv = Block.of(new TokenMixer.SeparableConv(2, 7, Activation.STAR_RELU), LAYER_NORM, STAR_MLP);
        Block attention = Block.of(new TokenMixer.Attention(8, false), LAYER_NORM, STAR_MLP)
                .withResidualScale(1);
        Head head = new Head.Mlp(
                Head.PoolingOrder.POOL_THEN_NORM,
                new Normalization.LayerNorm(1e-6, true),
                4,
                Activation.SQUARED_RELU,
                1e-5,
                10);
        return of(head, LAYER_NORM, conv, conv, attention, attention);
    }

    /** Pooling, group norm before the mean, linear head: a PoolFormer. */
    public static Architecture poolformer() {
        Block pooling =
                Block.of(new TokenMixer.Pooling(3), GROUP_NORM, GELU_MLP).withLayerScale(0.1);
        Head head = new Head.Linear(Head.PoolingOrder.NORM_THEN_POOL, GROUP_NORM, 10);
        return of(head, Normalization.NONE, pooling, pooling, pooling, pooling);
    }

    /** Every geometric mixer, with batch normalisation. */
    public static Architecture geoformer() {
        return of(
                linearHead(),
                LAYER_NORM,
                scaled(GeometricMixer.ofKernel(5)),
                scaled(new TokenMixer.MultiScaleGeometric(
                        List.of(GeometricMixer.ofKernel(3), GeometricMixer.ofKernel(5)))),
                scaled(GeometricMixer.higherOrder()),
                scaled(new TokenMixer.GeoBlock(2, Activation.STAR_RELU, GeometricMixer.ofKernel(3))));
    }

    /** The mixers whose weights fix the number of tokens, and a pooling block; position embedding in stage 2. */
    static Architecture fixedSize() {
        return of(
                linearHead(),
                LAYER_NORM,
                scaled(new TokenMixer.PoolBlock(2, Activation.STAR_RELU, 3)),
                scaled(new TokenMixer.RandomMixing(16)),
                scaled(new TokenMixer.SpatialFc(4)),
                scaled(new TokenMixer.Identity()));
    }

    public static List<Architecture> all() {
        return List.of(caformer(), poolformer(), geoformer(), fixedSize());
    }

    private static Head linearHead() {
        return new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, new Normalization.LayerNorm(1e-6, true), 10);
    }

    private static Block scaled(TokenMixer mixer) {
        return Block.of(mixer, GROUP_NORM, GELU_MLP).withLayerScale(0.1);
    }

    private static Architecture of(Head head, Normalization embeddingNorm, Block... blocks) {
        int[] dims = {16, 24, 32, 32};
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < blocks.length; i++) {
            Optional<PatchEmbedding> downsampling =
                    i == 0 ? Optional.empty() : Optional.of(new PatchEmbedding(ConvSpec.HALVE, embeddingNorm));
            boolean embedded = blocks[i].mixer() instanceof TokenMixer.SpatialFc;
            Optional<PositionEmbedding> position =
                    embedded ? Optional.of(new PositionEmbedding(2, 2)) : Optional.empty();
            stages.add(new Stage(dims[i], i == 2 ? 2 : 1, downsampling, position, blocks[i]));
        }
        return new Architecture(
                3,
                new PatchEmbedding(new ConvSpec(7, 4, 2), embeddingNorm),
                stages,
                head,
                Regularization.NONE,
                InitializationScheme.FAN_IN);
    }
}
