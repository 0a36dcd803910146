package io.metaformer4j.zoo.catalog;

import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.ArchitectureBuilder;
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
import io.metaformer4j.zoo.architecture.TokenMixer.Geometric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Doubles of the published networks for tests of engines, loaders and programs: as varied, and answering in milliseconds.
 * They learn little; {@link SmallModels} has what is worth training.
 */
public final class TinyArchitectures {

    /** Side in pixels of the pictures of {@link #classifier}, {@link #linear} and {@link #backbone}. */
    public static final int SIDE = 16;

    /** By how much {@link #reduced} divides the channels. */
    private static final int WIDTH_DIVISOR = 8;

    private static final Normalization LAYER_NORM = new Normalization.LayerNorm(1e-6, true);
    private static final Normalization LAYER_NORM_WITHOUT_BIAS = new Normalization.LayerNorm(1e-6, false);
    private static final Normalization GROUP_NORM = new Normalization.GroupNorm(1, 1e-5, true);
    private static final ChannelMlp GELU_MLP = new ChannelMlp(2, Activation.GELU, true);
    private static final ChannelMlp STAR_MLP = new ChannelMlp(2, Activation.STAR_RELU, false);
    private static final PatchEmbedding PUBLISHED_STEM = new PatchEmbedding(ConvSpec.STEM, LAYER_NORM_WITHOUT_BIAS);
    private static final PatchEmbedding PUBLISHED_DOWNSAMPLING =
            new PatchEmbedding(ConvSpec.DOWNSAMPLING, LAYER_NORM_WITHOUT_BIAS);

    private TinyArchitectures() {}

    /**
     * A classifier of two stages for pictures of 16x16, whose fresh weights tell colours apart.
     *
     * @param classes number of classes
     * @return separable convolution with 8 channels in the first stage, pooling with 12 in the second
     */
    public static Architecture classifier(int classes) {
        return twoStages(linearHead(classes));
    }

    /**
     * A classifier whose logits are a linear function of its last map.
     *
     * @param classes number of classes
     * @return the same without a norm in the head
     */
    public static Architecture linear(int classes) {
        return twoStages(new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, Normalization.NONE, classes));
    }

    /**
     * A feature backbone.
     *
     * @return the same with norms in place of the classifier
     */
    public static Architecture backbone() {
        return twoStages(new Head.FeatureMaps(List.of(LAYER_NORM, LAYER_NORM)));
    }

    private static Architecture twoStages(Head head) {
        return ArchitectureBuilder.of(
                        new PatchEmbedding(new ConvSpec(3, 2, 1), LAYER_NORM),
                        new PatchEmbedding(ConvSpec.DOWNSAMPLING, Normalization.NONE))
                .stage(8, 1, Block.of(new TokenMixer.SeparableConv(2, 3, Activation.GELU), LAYER_NORM, GELU_MLP))
                .stage(12, 1, Block.of(new TokenMixer.Pooling(3), LAYER_NORM, GELU_MLP))
                .build(head, InitializationScheme.FAN_IN);
    }

    /**
     * What happens to pictures before the networks of two stages.
     *
     * @return the whole picture at 16x16, normalised with the statistics of ImageNet
     */
    public static Preprocessing preprocessing() {
        return Preprocessing.imageNet(SIDE, 1);
    }

    /**
     * One network of each kind of the family: together they have every token mixer, norm and kind of scale.
     *
     * @return {@link #caformer}, {@link #poolformer}, {@link #geoformer} and {@link #fixedSize}; ten classes, pictures of 32x32
     */
    public static List<Architecture> family() {
        return List.of(caformer(), poolformer(), geoformer(), fixedSize());
    }

    /**
     * A CAFormer: separable convolutions, then attention with residual scales, MLP head.
     *
     * @return four stages of 16, 24, 32 and 32 channels
     */
    public static Architecture caformer() {
        Block conv =
                Block.of(new TokenMixer.SeparableConv(2, 7, Activation.STAR_RELU), LAYER_NORM_WITHOUT_BIAS, STAR_MLP);
        Block attention = Block.of(new TokenMixer.Attention(8, false), LAYER_NORM_WITHOUT_BIAS, STAR_MLP)
                .withResidualScale(1);
        return fourStages(mlpHead(4), LAYER_NORM_WITHOUT_BIAS, conv, conv, attention, attention);
    }

    /**
     * A PoolFormer: pooling, layer scales, group norm before the mean, linear head.
     *
     * @return four stages of 16, 24, 32 and 32 channels
     */
    public static Architecture poolformer() {
        Block pooling = scaled(new TokenMixer.Pooling(3));
        Head head = new Head.Linear(Head.PoolingOrder.NORM_THEN_POOL, GROUP_NORM, 10);
        return fourStages(head, Normalization.NONE, pooling, pooling, pooling, pooling);
    }

    /**
     * A GeoFormer: every geometric mixer, with batch normalisation.
     *
     * @return four stages of 16, 24, 32 and 32 channels
     */
    public static Architecture geoformer() {
        return fourStages(
                linearHead(10),
                LAYER_NORM_WITHOUT_BIAS,
                scaled(Geometric.ofKernel(5)),
                scaled(new TokenMixer.MultiScaleGeometric(List.of(Geometric.ofKernel(3), Geometric.ofKernel(5)))),
                scaled(Geometric.higherOrder()),
                scaled(new TokenMixer.GeoBlock(2, Activation.STAR_RELU, Geometric.ofKernel(3))));
    }

    /**
     * The mixers whose weights fix the number of tokens, between a pooling block and an identity. Only pictures of 32x32 fit.
     *
     * @return four stages of 16, 24, 32 and 32 channels; the third adds a position embedding
     */
    public static Architecture fixedSize() {
        return published(LAYER_NORM_WITHOUT_BIAS)
                .stage(16, 1, scaled(new TokenMixer.PoolBlock(2, Activation.STAR_RELU, 3)))
                .stage(24, 1, scaled(new TokenMixer.RandomMixing(16)))
                .stage(32, 2, Optional.of(new PositionEmbedding(2, 2)), scaled(new TokenMixer.SpatialFc(4)))
                .stage(32, 1, scaled(new TokenMixer.Identity()))
                .build(linearHead(10), InitializationScheme.FAN_IN);
    }

    private static Architecture fourStages(Head head, Normalization embeddingNorm, Block a, Block b, Block c, Block d) {
        return published(embeddingNorm)
                .stage(16, 1, a)
                .stage(24, 1, b)
                .stage(32, 2, c)
                .stage(32, 1, d)
                .build(head, InitializationScheme.FAN_IN);
    }

    private static ArchitectureBuilder published(Normalization embeddingNorm) {
        return ArchitectureBuilder.of(
                new PatchEmbedding(ConvSpec.STEM, embeddingNorm),
                new PatchEmbedding(ConvSpec.DOWNSAMPLING, embeddingNorm));
    }

    private static Block scaled(TokenMixer mixer) {
        return Block.of(mixer, GROUP_NORM, GELU_MLP).withLayerScale(0.1);
    }

    /**
     * A network of one block around a token mixer. Its norms are group norms, which hand maps on in the memory layout in
     * which they come.
     *
     * @param mixer the mixer; one with a fixed number of tokens finds a quarter of the picture's height and width
     * @return one stage of 16 channels, ten classes
     */
    public static Architecture around(TokenMixer mixer) {
        return published(GROUP_NORM)
                .stage(16, 1, Block.of(mixer, GROUP_NORM, GELU_MLP))
                .build(linearHead(10), InitializationScheme.FAN_IN);
    }

    /**
     * The network in the checkpoint files among the tests' resources, which PyTorch wrote with sail-sg's names: pooling,
     * separable convolution, attention.
     *
     * @return three stages of 4, 8 and 32 channels, MLP head, ten classes
     */
    public static Architecture miniature() {
        ChannelMlp mlp = new ChannelMlp(4, Activation.STAR_RELU, false);
        TokenMixer convolution = new TokenMixer.SeparableConv(2, 7, Activation.STAR_RELU);
        TokenMixer attention = new TokenMixer.Attention(32, false);
        return ArchitectureBuilder.of(PUBLISHED_STEM, PUBLISHED_DOWNSAMPLING)
                .stage(4, 2, Block.of(new TokenMixer.Pooling(3), LAYER_NORM_WITHOUT_BIAS, mlp))
                .stage(8, 1, Block.of(convolution, LAYER_NORM_WITHOUT_BIAS, mlp))
                .stage(32, 1, Block.of(attention, LAYER_NORM_WITHOUT_BIAS, mlp).withResidualScale(1))
                .build(mlpHead(2), InitializationScheme.TRUNCATED_NORMAL);
    }

    /**
     * Any network with an eighth of the channels, at most two blocks in each stage and, if it is a classifier, ten classes.
     *
     * @param architecture a network, such as a row of the catalog
     * @return the small network, whose tensors have the same names
     */
    public static Architecture reduced(Architecture architecture) {
        List<Stage> stages = architecture.stages();
        Architecture small = sized(
                architecture,
                stages.stream().map(stage -> stage.dim() / WIDTH_DIVISOR).toList(),
                stages.stream().map(stage -> Math.min(2, stage.depth())).toList());
        return small.hasClassifier() ? small.withClasses(10) : small;
    }

    /**
     * Any network with other numbers of channels and blocks.
     *
     * @param architecture a network, such as a row of the catalog
     * @param dims channels of its stages
     * @param depths blocks of its stages
     * @return the changed network
     */
    public static Architecture sized(Architecture architecture, List<Integer> dims, List<Integer> depths) {
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : architecture.stages()) {
            int i = stages.size();
            stages.add(new Stage(
                    dims.get(i), depths.get(i), stage.downsampling(), stage.positionEmbedding(), stage.block()));
        }
        return new Architecture(
                architecture.inputChannels(),
                architecture.stem(),
                stages,
                architecture.head(),
                architecture.regularization(),
                architecture.initialization());
    }

    private static Head linearHead(int classes) {
        return new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, LAYER_NORM, classes);
    }

    private static Head mlpHead(double expansion) {
        return new Head.Mlp(Head.PoolingOrder.POOL_THEN_NORM, LAYER_NORM, expansion, Activation.SQUARED_RELU, 1e-5, 10);
    }
}
