package io.metaformer4j.weights.dialect;

import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.Stage;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.architecture.TokenMixer.Geometric;
import io.metaformer4j.zoo.architecture.TokenMixerVisitor;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Parts of networks that some dialects have no names for. */
enum Requirement {
    IDENTITY("identity mixers"),
    POOLING("pooling mixers"),
    RANDOM_MIXING("random mixers"),
    SPATIAL_FC("spatial FC mixers"),
    SEPARABLE_CONV("separable convolutions"),
    ATTENTION("attention without projection bias"),
    ATTENTION_BIAS("attention with projection bias"),
    GEOMETRIC("geometric mixers"),
    MULTI_SCALE("multi-scale geometric mixers"),
    OTHER_MULTI_SCALE("multi-scale mixers with fused details other than k57_ho"),
    GEO_BLOCK("GAFormer's GeoBlock"),
    POOL_BLOCK("PAFormer's pooling block"),
    LAYER_SCALE("layer scale"),
    RESIDUAL_SCALE("residual scale"),
    STAR_RELU("StarReLU"),
    EMBEDDING_NORM("norms beside the stem and downsampling convolutions"),
    POSITION_EMBEDDING("position embeddings"),
    JOINED_STAGES("stages without downsampling"),
    NORM_BEFORE_POOL("a last norm before the mean"),
    LINEAR_HEAD("linear heads"),
    MLP_HEAD("MLP heads"),
    FEATURE_NORMS("norms of a feature backbone"),
    NO_HEAD("networks without a head");

    private static final TokenMixer K57_HIGHER_ORDER =
            new TokenMixer.MultiScaleGeometric(List.of(Geometric.ofKernel(5), Geometric.higherOrder()));

    private final String text;

    Requirement(String text) {
        this.text = text;
    }

    /** The plural noun for messages. */
    String text() {
        return text;
    }

    /** Everything that a network needs names for. */
    static Set<Requirement> of(Architecture architecture) {
        Set<Requirement> found = EnumSet.noneOf(Requirement.class);
        addNorm(found, architecture.stem().norm());
        List<Stage> stages = architecture.stages();
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            stage.downsampling().ifPresent(embedding -> addNorm(found, embedding.norm()));
            add(found, POSITION_EMBEDDING, stage.positionEmbedding().isPresent());
            add(found, JOINED_STAGES, i > 0 && stage.downsampling().isEmpty());
            addBlock(found, stage.block());
        }
        found.addAll(architecture.head().accept(new HeadRequirements()));
        return found;
    }

    /** Whether this is the mixer k57_ho of ShurenQi/GeoFormer at cf04212, whose parts have names instead of numbers. */
    static boolean isNamedK57HigherOrder(TokenMixer mixer) {
        return mixer.equals(K57_HIGHER_ORDER);
    }

    private static void addBlock(Set<Requirement> found, Block block) {
        add(found, LAYER_SCALE, block.layerScale().isPresent());
        add(found, RESIDUAL_SCALE, block.residualScale().isPresent());
        add(found, STAR_RELU, block.mlp().activation() == Activation.STAR_RELU);
        found.add(block.mixer().accept(new MixerRequirement()));
    }

    private static void addNorm(Set<Requirement> found, Normalization norm) {
        add(found, EMBEDDING_NORM, !norm.equals(Normalization.NONE));
    }

    private static void add(Set<Requirement> found, Requirement requirement, boolean present) {
        if (present) {
            found.add(requirement);
        }
    }

    private static final class HeadRequirements implements Head.Visitor<Set<Requirement>> {
        @Override
        public Set<Requirement> linear(Head.Linear head) {
            return of(LINEAR_HEAD, head.order());
        }

        @Override
        public Set<Requirement> mlp(Head.Mlp head) {
            return of(MLP_HEAD, head.order());
        }

        @Override
        public Set<Requirement> featureMaps(Head.FeatureMaps head) {
            boolean bare = head.norms().stream().allMatch(Normalization.NONE::equals);
            return EnumSet.of(bare ? NO_HEAD : FEATURE_NORMS);
        }

        private static Set<Requirement> of(Requirement kind, Head.PoolingOrder order) {
            return order == Head.PoolingOrder.NORM_THEN_POOL ? EnumSet.of(kind, NORM_BEFORE_POOL) : EnumSet.of(kind);
        }
    }

    private static final class MixerRequirement implements TokenMixerVisitor<Requirement> {
        @Override
        public Requirement identity(TokenMixer.Identity mixer) {
            return IDENTITY;
        }

        @Override
        public Requirement pooling(TokenMixer.Pooling mixer) {
            return POOLING;
        }

        @Override
        public Requirement randomMixing(TokenMixer.RandomMixing mixer) {
            return RANDOM_MIXING;
        }

        @Override
        public Requirement spatialFc(TokenMixer.SpatialFc mixer) {
            return SPATIAL_FC;
        }

        @Override
        public Requirement separableConv(TokenMixer.SeparableConv mixer) {
            return SEPARABLE_CONV;
        }

        @Override
        public Requirement attention(TokenMixer.Attention mixer) {
            return mixer.projectionBias() ? ATTENTION_BIAS : ATTENTION;
        }

        @Override
        public Requirement geometric(Geometric mixer) {
            return GEOMETRIC;
        }

        @Override
        public Requirement multiScaleGeometric(TokenMixer.MultiScaleGeometric mixer) {
            boolean plain = mixer.scales().stream().noneMatch(scale -> scale.details() == Geometric.Details.FUSED);
            return plain || isNamedK57HigherOrder(mixer) ? MULTI_SCALE : OTHER_MULTI_SCALE;
        }

        @Override
        public Requirement geoBlock(TokenMixer.GeoBlock mixer) {
            return GEO_BLOCK;
        }

        @Override
        public Requirement poolBlock(TokenMixer.PoolBlock mixer) {
            return POOL_BLOCK;
        }
    }
}
