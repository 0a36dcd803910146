package io.metaformer4j.weights.dialect;

import io.metaformer4j.zoo.Activation;
import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.Block;
import io.metaformer4j.zoo.Head;
import io.metaformer4j.zoo.Normalization;
import io.metaformer4j.zoo.Stage;
import io.metaformer4j.zoo.TokenMixer;
import io.metaformer4j.zoo.TokenMixer.GeometricMixer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Parts of networks that some dialects have no names for. */
enum Feature {
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

    private static final GeometricMixer K5 = GeometricMixer.ofKernel(5);

    private final String text;

    Feature(String text) {
        this.text = text;
    }

    /** The plural noun for messages. */
    String text() {
        return text;
    }

    /** Everything that a network needs names for. */
    static Set<Feature> of(Architecture architecture) {
        Set<Feature> found = EnumSet.noneOf(Feature.class);
        addNorm(found, architecture.stem().norm());
        List<Stage> stages = architecture.stages();
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            stage.downsampling().ifPresent(embedding -> addNorm(found, embedding.norm()));
            add(found, POSITION_EMBEDDING, stage.positionEmbedding().isPresent());
            add(found, JOINED_STAGES, i > 0 && stage.downsampling().isEmpty());
            addBlock(found, stage.block());
        }
        found.addAll(architecture.head().accept(new HeadFeatures()));
        return found;
    }

    /** Whether this is the mixer of the April code's k57_ho, whose parts have names of their own. */
    static boolean isApril57HigherOrder(TokenMixer mixer) {
        return mixer instanceof TokenMixer.MultiScaleGeometric multi
                && multi.scales().equals(List.of(K5, GeometricMixer.higherOrder()));
    }

    private static void addBlock(Set<Feature> found, Block block) {
        add(found, LAYER_SCALE, block.layerScale().isPresent());
        add(found, RESIDUAL_SCALE, block.residualScale().isPresent());
        add(found, STAR_RELU, block.mlp().activation() == Activation.STAR_RELU);
        found.add(block.mixer().accept(new MixerFeature()));
    }

    private static void addNorm(Set<Feature> found, Normalization norm) {
        add(found, EMBEDDING_NORM, !(norm instanceof Normalization.None));
    }

    private static void add(Set<Feature> found, Feature feature, boolean present) {
        if (present) {
            found.add(feature);
        }
    }

    private static final class HeadFeatures implements Head.Visitor<Set<Feature>> {
        @Override
        public Set<Feature> linear(Head.Linear head) {
            return of(LINEAR_HEAD, head.order());
        }

        @Override
        public Set<Feature> mlp(Head.Mlp head) {
            return of(MLP_HEAD, head.order());
        }

        @Override
        public Set<Feature> features(Head.Features head) {
            boolean bare = head.norms().stream().allMatch(norm -> norm instanceof Normalization.None);
            return EnumSet.of(bare ? NO_HEAD : FEATURE_NORMS);
        }

        private static Set<Feature> of(Feature kind, Head.PoolingOrder order) {
            return order == Head.PoolingOrder.NORM_THEN_POOL ? EnumSet.of(kind, NORM_BEFORE_POOL) : EnumSet.of(kind);
        }
    }

    private static final class MixerFeature implements TokenMixer.Visitor<Feature> {
        @Override
        public Feature identity(TokenMixer.Identity mixer) {
            return IDENTITY;
        }

        @Override
        public Feature pooling(TokenMixer.Pooling mixer) {
            return POOLING;
        }

        @Override
        public Feature randomMixing(TokenMixer.RandomMixing mixer) {
            return RANDOM_MIXING;
        }

        @Override
        public Feature spatialFc(TokenMixer.SpatialFc mixer) {
            return SPATIAL_FC;
        }

        @Override
        public Feature separableConv(TokenMixer.SeparableConv mixer) {
            return SEPARABLE_CONV;
        }

        @Override
        public Feature attention(TokenMixer.Attention mixer) {
            return mixer.projectionBias() ? ATTENTION_BIAS : ATTENTION;
        }

        @Override
        public Feature geometric(GeometricMixer mixer) {
            return GEOMETRIC;
        }

        @Override
        public Feature multiScaleGeometric(TokenMixer.MultiScaleGeometric mixer) {
            boolean plain = mixer.scales().stream().noneMatch(scale -> scale.details() == GeometricMixer.Details.FUSED);
            return plain || isApril57HigherOrder(mixer) ? MULTI_SCALE : OTHER_MULTI_SCALE;
        }

        @Override
        public Feature geoBlock(TokenMixer.GeoBlock mixer) {
            return GEO_BLOCK;
        }

        @Override
        public Feature poolBlock(TokenMixer.PoolBlock mixer) {
            return POOL_BLOCK;
        }
    }
}
