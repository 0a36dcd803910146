package io.metaformer4j.testing;

import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture.Regularization;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.Stage;
import io.metaformer4j.zoo.architecture.TokenMixer;
import java.util.List;
import java.util.Optional;

/** Networks of two stages for pictures of 16x16, whose fresh weights tell colours apart. */
public final class TinyArchitectures {

    /** Side of the pictures in pixels. */
    public static final int SIDE = 16;

    private static final Normalization NORM = new Normalization.LayerNorm(1e-6, true);
    private static final ChannelMlp MLP = new ChannelMlp(2, Activation.GELU, true);

    private TinyArchitectures() {}

    /**
     * A classifier.
     *
     * @param classes number of classes
     * @return separable convolution in the first stage, pooling in the second
     */
    public static Architecture classifier(int classes) {
        return withHead(new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, NORM, classes));
    }

    /**
     * A classifier whose logits are a linear function of its last map.
     *
     * @param classes number of classes
     * @return the same without a norm in the head
     */
    public static Architecture linear(int classes) {
        return withHead(new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, Normalization.NONE, classes));
    }

    /**
     * A feature backbone.
     *
     * @return the same with norms in place of the classifier
     */
    public static Architecture backbone() {
        return withHead(new Head.Features(List.of(NORM, NORM)));
    }

    private static Architecture withHead(Head head) {
        Block conv = Block.of(new TokenMixer.SeparableConv(2, 3, Activation.GELU), NORM, MLP);
        Block pooling = Block.of(new TokenMixer.Pooling(3), NORM, MLP);
        PatchEmbedding halve = new PatchEmbedding(ConvSpec.HALVE, Normalization.NONE);
        return new Architecture(
                3,
                new PatchEmbedding(new ConvSpec(3, 2, 1), NORM),
                List.of(
                        new Stage(8, 1, Optional.empty(), Optional.empty(), conv),
                        new Stage(12, 1, Optional.of(halve), Optional.empty(), pooling)),
                head,
                Regularization.NONE,
                InitializationScheme.FAN_IN);
    }

    /**
     * What happens to pictures before these networks.
     *
     * @return the whole picture at 16x16, normalised with the statistics of ImageNet
     */
    public static Preprocessing preprocessing() {
        return Preprocessing.imageNet(SIDE, 1);
    }
}
