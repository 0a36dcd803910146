package io.metaformer4j.evaluation;

import io.metaformer4j.torch.NetworkOptions;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.Activation;
import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.Architecture.Regularization;
import io.metaformer4j.zoo.Block;
import io.metaformer4j.zoo.ChannelMlp;
import io.metaformer4j.zoo.ConvSpec;
import io.metaformer4j.zoo.Embedding;
import io.metaformer4j.zoo.Head;
import io.metaformer4j.zoo.Initialization;
import io.metaformer4j.zoo.Normalization;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.Stage;
import io.metaformer4j.zoo.TokenMixer;
import java.util.List;
import java.util.Optional;

/** A network of two stages for pictures of 16x16, whose fresh weights tell colours apart. */
final class TinyModels {

    static final int SIDE = 16;

    private static final Normalization NORM = new Normalization.LayerNorm(1e-6, true);
    private static final ChannelMlp MLP = new ChannelMlp(2, Activation.GELU, true);

    private TinyModels() {}

    static Architecture classifier(int classes) {
        return withHead(new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, NORM, classes));
    }

    static Architecture backbone() {
        return withHead(new Head.Features(List.of(NORM, NORM)));
    }

    private static Architecture withHead(Head head) {
        Block conv = Block.of(new TokenMixer.SeparableConv(2, 3, Activation.GELU), NORM, MLP);
        Block pooling = Block.of(new TokenMixer.Pooling(3), NORM, MLP);
        Embedding halve = new Embedding(ConvSpec.HALVE, Normalization.NONE);
        return new Architecture(
                3,
                new Embedding(new ConvSpec(3, 2, 1), NORM),
                List.of(
                        new Stage(8, 1, Optional.empty(), Optional.empty(), conv),
                        new Stage(12, 1, Optional.of(halve), Optional.empty(), pooling)),
                head,
                Regularization.NONE,
                Initialization.FAN_IN);
    }

    static Preprocessing preprocessing() {
        return Preprocessing.imageNet(SIDE, 1);
    }

    static TorchNetwork network(Architecture architecture) {
        return TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 3);
    }

    static LoadedModel model(int classes) {
        return LoadedModel.of("tiny", network(classifier(classes)), preprocessing(), Optional.empty());
    }

    static LoadedModel model(LabelSet labels) {
        return LoadedModel.of("tiny", network(classifier(labels.size())), preprocessing(), Optional.of(labels));
    }
}
