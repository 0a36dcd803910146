package io.metaformer4j.zoo;

import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.GeometricOrder;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.PositionEmbedding;
import io.metaformer4j.zoo.architecture.Stage;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.architecture.TokenMixer.Geometric;
import io.metaformer4j.zoo.architecture.TokenMixer.Geometric.Details;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Small architectures that together use every token mixer, normalisation, activation, head and option, also those that no
 * published model uses.
 */
public final class ArchitectureSamples {

    private static final Normalization NONE = Normalization.NONE;
    private static final Normalization LAYER_NORM = new Normalization.LayerNorm(1e-6, true);
    private static final Normalization LAYER_NORM_WITHOUT_BIAS = new Normalization.LayerNorm(1e-5, false);
    private static final Normalization GROUP_NORM = new Normalization.GroupNorm(4, 1e-5, true);
    private static final Normalization GROUP_NORM_WITHOUT_BIAS = new Normalization.GroupNorm(1, 1e-5, false);
    private static final Head LINEAR = new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, LAYER_NORM, 10);

    private ArchitectureSamples() {}

    /** All samples by name; each takes pictures of 32x32. */
    public static Map<String, Architecture> all() {
        Map<String, Architecture> samples = new LinkedHashMap<>();
        mixers().forEach((name, mixer) -> samples.put("mixer-" + name, twoStages(mixer)));
        samples.put("norms", withNorms());
        samples.put("scales", withScales());
        heads().forEach((name, head) -> samples.put("head-" + name, twoStages(new TokenMixer.Identity(), head)));
        for (InitializationScheme initialization : InitializationScheme.values()) {
            samples.put("drawn-" + initialization, drawn(initialization));
        }
        samples.put("single-block", singleBlock());
        return samples;
    }

    private static Map<String, TokenMixer> mixers() {
        List<GeometricOrder> orders = Geometric.ofKernel(5).orders();
        Geometric normalized = new Geometric(5, orders, false, Details.NORMALIZED);
        Geometric fused = new Geometric(3, Geometric.ofKernel(3).orders(), true, Details.FUSED);
        Geometric angularOnly = new Geometric(7, List.of(new GeometricOrder(3, 2)), true, Details.PLAIN);
        Map<String, TokenMixer> mixers = new LinkedHashMap<>();
        mixers.put("identity", new TokenMixer.Identity());
        mixers.put("pooling", new TokenMixer.Pooling(5));
        mixers.put("random", new TokenMixer.RandomMixing(64));
        mixers.put("spatial-fc", new TokenMixer.SpatialFc(64));
        mixers.put("separable", new TokenMixer.SeparableConv(1.7, 5, Activation.STAR_RELU));
        mixers.put("separable-gelu", new TokenMixer.SeparableConv(2, 3, Activation.GELU));
        mixers.put("attention", new TokenMixer.Attention(8, false));
        mixers.put("attention-bias-wide-head", new TokenMixer.Attention(32, true));
        mixers.put("geometric-3", Geometric.ofKernel(3));
        mixers.put("geometric-7", Geometric.ofKernel(7));
        mixers.put("geometric-higher", Geometric.higherOrder());
        mixers.put("geometric-normalized", normalized);
        mixers.put("geometric-fused", fused);
        mixers.put("geometric-angular-only", angularOnly);
        mixers.put("multi-scale", new TokenMixer.MultiScaleGeometric(List.of(fused, normalized, angularOnly)));
        mixers.put("geo-block", new TokenMixer.GeoBlock(1.3, Activation.STAR_RELU, normalized));
        mixers.put("geo-block-fused", new TokenMixer.GeoBlock(2, Activation.RELU, fused));
        mixers.put("pool-block", new TokenMixer.PoolBlock(2.6, Activation.STAR_RELU, 3));
        mixers.put("pool-block-squared", new TokenMixer.PoolBlock(2, Activation.SQUARED_RELU, 5));
        return mixers;
    }

    private static Map<String, Head> heads() {
        Map<String, Head> heads = new LinkedHashMap<>();
        heads.put("norm-first", new Head.Linear(Head.PoolingOrder.NORM_THEN_POOL, GROUP_NORM, 7));
        heads.put("no-norm", new Head.Linear(Head.PoolingOrder.POOL_THEN_NORM, NONE, 1));
        heads.put(
                "mlp-star",
                new Head.Mlp(Head.PoolingOrder.POOL_THEN_NORM, LAYER_NORM, 1.9, Activation.STAR_RELU, 1e-5, 9));
        heads.put(
                "mlp-norm-first",
                new Head.Mlp(Head.PoolingOrder.NORM_THEN_POOL, LAYER_NORM_WITHOUT_BIAS, 4, Activation.GELU, 1e-6, 3));
        heads.put("features", new Head.FeatureMaps(List.of(GROUP_NORM, LAYER_NORM)));
        heads.put("features-mixed", new Head.FeatureMaps(List.of(NONE, LAYER_NORM_WITHOUT_BIAS)));
        heads.put("features-bare", new Head.FeatureMaps(List.of(NONE, NONE)));
        return heads;
    }

    private static Architecture withNorms() {
        ChannelMlp mlp = new ChannelMlp(2.3, Activation.GELU, true);
        List<Stage> stages = new ArrayList<>();
        stages.add(stage(16, 1, Optional.empty(), Block.of(new TokenMixer.Pooling(3), NONE, mlp)));
        stages.add(stage(24, 1, halve(GROUP_NORM), Block.of(new TokenMixer.Pooling(3), GROUP_NORM, mlp)));
        stages.add(stage(24, 1, Optional.empty(), Block.of(new TokenMixer.Pooling(3), GROUP_NORM_WITHOUT_BIAS, mlp)));
        stages.add(stage(40, 2, halve(NONE), Block.of(new TokenMixer.Pooling(3), LAYER_NORM_WITHOUT_BIAS, mlp)));
        return of(
                1,
                new PatchEmbedding(new ConvSpec(5, 2, 1), GROUP_NORM_WITHOUT_BIAS),
                stages,
                LINEAR,
                InitializationScheme.FAN_IN);
    }

    private static Architecture withScales() {
        ChannelMlp mlp = new ChannelMlp(1.5, Activation.SQUARED_RELU, false);
        Block both = Block.of(new TokenMixer.Attention(8, true), LAYER_NORM, mlp)
                .withLayerScale(1e-5)
                .withResidualScale(1);
        Block one = Block.of(new TokenMixer.SpatialFc(16), LAYER_NORM, mlp).withResidualScale(0.5);
        List<Stage> stages = List.of(
                new Stage(16, 2, Optional.empty(), Optional.of(new PositionEmbedding(8, 8)), both),
                new Stage(24, 1, halve(LAYER_NORM), Optional.of(new PositionEmbedding(4, 4)), one));
        return of(3, new PatchEmbedding(ConvSpec.STEM, NONE), stages, LINEAR, InitializationScheme.TRUNCATED_NORMAL)
                .withRegularization(0.3, 0.1);
    }

    private static Architecture singleBlock() {
        ChannelMlp mlp = new ChannelMlp(4, Activation.RELU, true);
        Stage only = stage(12, 1, Optional.empty(), Block.of(new TokenMixer.Identity(), LAYER_NORM, mlp));
        return of(3, new PatchEmbedding(ConvSpec.STEM, NONE), List.of(only), LINEAR, InitializationScheme.FAN_IN)
                .withRegularization(0.4, 0);
    }

    private static Architecture drawn(InitializationScheme initialization) {
        Architecture sample = twoStages(new TokenMixer.SeparableConv(2, 7, Activation.STAR_RELU));
        return of(3, sample.stem(), sample.stages(), sample.head(), initialization);
    }

    private static Architecture twoStages(TokenMixer mixer) {
        return twoStages(mixer, LINEAR);
    }

    private static Architecture twoStages(TokenMixer mixer, Head head) {
        ChannelMlp star = new ChannelMlp(2.7, Activation.STAR_RELU, false);
        ChannelMlp gelu = new ChannelMlp(4, Activation.GELU, true);
        List<Stage> stages = List.of(
                stage(20, 2, Optional.empty(), Block.of(mixer, LAYER_NORM, star)),
                stage(20, 1, Optional.empty(), Block.of(mixer, GROUP_NORM, gelu)));
        return of(3, new PatchEmbedding(ConvSpec.STEM, LAYER_NORM), stages, head, InitializationScheme.POOLFORMER_V1);
    }

    private static Stage stage(int dim, int depth, Optional<PatchEmbedding> downsampling, Block block) {
        return new Stage(dim, depth, downsampling, Optional.empty(), block);
    }

    private static Optional<PatchEmbedding> halve(Normalization norm) {
        return Optional.of(new PatchEmbedding(ConvSpec.DOWNSAMPLING, norm));
    }

    private static Architecture of(
            int inputChannels,
            PatchEmbedding stem,
            List<Stage> stages,
            Head head,
            InitializationScheme initialization) {
        return new Architecture(inputChannels, stem, stages, head, Architecture.Regularization.NONE, initialization);
    }
}
