package io.metaformer4j.zoo.catalog;

import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.ArchitectureBuilder;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.Head.PoolingOrder;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.Normalization.GroupNorm;
import io.metaformer4j.zoo.architecture.Normalization.LayerNorm;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.PositionEmbedding;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.architecture.TokenMixer.Attention;
import io.metaformer4j.zoo.architecture.TokenMixer.GeoBlock;
import io.metaformer4j.zoo.architecture.TokenMixer.Geometric;
import io.metaformer4j.zoo.architecture.TokenMixer.MultiScaleGeometric;
import io.metaformer4j.zoo.architecture.TokenMixer.PoolBlock;
import io.metaformer4j.zoo.architecture.TokenMixer.RandomMixing;
import io.metaformer4j.zoo.architecture.TokenMixer.SeparableConv;
import io.metaformer4j.zoo.architecture.TokenMixer.SpatialFc;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the networks of one family share whatever their size: the token mixers of the four stages, a recipe for the blocks,
 * and the head. The rows are the definitions of the reference code named above them.
 */
final class Family {

    // The letters of the papers: one mixer for each of the four stages.
    private static final TokenMixer IDENTITY = new TokenMixer.Identity();
    private static final TokenMixer POOLING = new TokenMixer.Pooling(3);
    private static final TokenMixer RANDOM_14 = new RandomMixing(14 * 14);
    private static final TokenMixer RANDOM_7 = new RandomMixing(7 * 7);
    private static final TokenMixer FC_14 = new SpatialFc(14 * 14);
    private static final TokenMixer FC_7 = new SpatialFc(7 * 7);
    private static final TokenMixer CONV = new SeparableConv(2, 7, Activation.STAR_RELU);
    private static final TokenMixer ATTENTION = new Attention(32, false);
    private static final TokenMixer ATTENTION_BIAS = new Attention(32, true);
    private static final Geometric GEO_K3 = Geometric.ofKernel(3);
    private static final Geometric GEO_K5 = Geometric.ofKernel(5);
    private static final Geometric GEO_K7 = Geometric.ofKernel(7);
    private static final Geometric GEO_K7_HIGHER = Geometric.higherOrder();
    private static final TokenMixer GEO_K57 = new MultiScaleGeometric(List.of(GEO_K5, GEO_K7));
    private static final TokenMixer GEO_K357 = new MultiScaleGeometric(List.of(GEO_K3, GEO_K5, GEO_K7));
    private static final TokenMixer GEO_K57_HIGHER = new MultiScaleGeometric(List.of(GEO_K5, GEO_K7_HIGHER));
    private static final TokenMixer GEO_BLOCK =
            new GeoBlock(2, Activation.STAR_RELU, new Geometric(5, GEO_K5.orders(), false, Geometric.Details.PLAIN));
    private static final TokenMixer POOL_BLOCK = new PoolBlock(2, Activation.STAR_RELU, 3);

    private static final Normalization NONE = Normalization.NONE;
    private static final Normalization GN_EPS_1E5 = new GroupNorm(1, 1e-5, true);
    private static final Normalization GN_EPS_1E6_NO_BIAS = new GroupNorm(1, 1e-6, false);
    private static final Normalization LN_EPS_1E5 = new LayerNorm(1e-5, true);
    private static final Normalization LN_EPS_1E6 = new LayerNorm(1e-6, true);
    private static final Normalization LN_EPS_1E6_NO_BIAS = new LayerNorm(1e-6, false);

    private static final ChannelMlp GELU = new ChannelMlp(4, Activation.GELU, true);
    private static final ChannelMlp STAR = new ChannelMlp(4, Activation.STAR_RELU, false);

    /** Initial layer scale of the blocks. */
    private enum LayerScale {
        NO,
        BY_SIZE,
        AT_1E6
    }

    /** Stages whose blocks have residual scales. */
    private enum ResScale {
        NO,
        STAGES_3_4
    }

    /** How stem, downsampling and blocks are built, apart from the token mixer. */
    private record BlockDesign(
            Normalization embeddingNorm,
            Normalization blockNorm,
            ChannelMlp mlp,
            LayerScale layerScale,
            ResScale resScale,
            InitializationScheme init) {}

    // spotless:off
    private static final InitializationScheme V1 = InitializationScheme.POOLFORMER_V1;
    private static final InitializationScheme TN = InitializationScheme.TRUNCATED_NORMAL;

    // where it is written                                          stem, down          block norm          MLP   layer scale         res scale            init
    /** sail-sg/poolformer models/poolformer.py. */
    private static final BlockDesign SAIL_V1      = new BlockDesign(NONE,               GN_EPS_1E5,         GELU, LayerScale.BY_SIZE, ResScale.NO,         V1);
    /** sail-sg/poolformer models/metaformer.py, default norm_layer. */
    private static final BlockDesign SAIL_V1_LN   = new BlockDesign(NONE,               LN_EPS_1E5,         GELU, LayerScale.BY_SIZE, ResScale.NO,         V1);
    /** timm models/metaformer.py, poolformer_*. */
    private static final BlockDesign TIMM_V1      = new BlockDesign(NONE,               GN_EPS_1E5,         GELU, LayerScale.BY_SIZE, ResScale.NO,         TN);
    /** sail-sg/metaformer metaformer_baselines.py, identityformer_*, randformer_*, poolformerv2_*. */
    private static final BlockDesign BASELINE_GN  = new BlockDesign(LN_EPS_1E6_NO_BIAS, GN_EPS_1E6_NO_BIAS, STAR, LayerScale.NO,      ResScale.STAGES_3_4, TN);
    /** sail-sg/metaformer metaformer_baselines.py, convformer_*, caformer_*; GeoFormer gaformer.py, paformer.py. */
    private static final BlockDesign BASELINE_LN  = new BlockDesign(LN_EPS_1E6_NO_BIAS, LN_EPS_1E6_NO_BIAS, STAR, LayerScale.NO,      ResScale.STAGES_3_4, TN);
    /** GeoFormer geoformer.py, geoformer_ablations.py. */
    private static final BlockDesign GEO          = new BlockDesign(LN_EPS_1E6_NO_BIAS, GN_EPS_1E5,         GELU, LayerScale.BY_SIZE, ResScale.NO,         TN);
    /** GeoFormer identity_rand_former.py. */
    private static final BlockDesign GEO_BASELINE = new BlockDesign(NONE,               GN_EPS_1E5,         GELU, LayerScale.AT_1E6,  ResScale.NO,         TN);

    private static final Head LINEAR_V1    = new Head.Linear(PoolingOrder.NORM_THEN_POOL, GN_EPS_1E5, 1000);
    private static final Head LINEAR_V1_LN = new Head.Linear(PoolingOrder.NORM_THEN_POOL, LN_EPS_1E5, 1000);
    private static final Head LINEAR       = new Head.Linear(PoolingOrder.POOL_THEN_NORM, LN_EPS_1E6, 1000);
    private static final Head MLP_SAIL     = new Head.Mlp(PoolingOrder.POOL_THEN_NORM, LN_EPS_1E6, 4, Activation.SQUARED_RELU, 1e-5, 1000);
    private static final Head MLP_TIMM     = new Head.Mlp(PoolingOrder.POOL_THEN_NORM, LN_EPS_1E6, 4, Activation.SQUARED_RELU, 1e-6, 1000);
    private static final Head MAPS         = new Head.FeatureMaps(List.of(GN_EPS_1E5, GN_EPS_1E5, GN_EPS_1E5, GN_EPS_1E5));
    private static final Head MAPS_LAST_3  = new Head.FeatureMaps(List.of(NONE, GN_EPS_1E5, GN_EPS_1E5, GN_EPS_1E5));

    // sail-sg/poolformer                          stage 1     stage 2     stage 3         stage 4         blocks        head
    static final Family POOLFORMER            = of(POOLING,    POOLING,    POOLING,        POOLING,        SAIL_V1,      LINEAR_V1);
    static final Family POOLFORMER_MAPS       = of(POOLING,    POOLING,    POOLING,        POOLING,        SAIL_V1,      MAPS);
    static final Family POOLFORMER_MAPS_LAST3 = of(POOLING,    POOLING,    POOLING,        POOLING,        SAIL_V1,      MAPS_LAST_3);
    static final Family V1_IDENTITY           = of(IDENTITY,   IDENTITY,   IDENTITY,       IDENTITY,       SAIL_V1,      LINEAR_V1);
    static final Family V1_PPPF               = of(POOLING,    POOLING,    POOLING,        FC_7,           SAIL_V1,      LINEAR_V1);
    static final Family V1_PPFF               = of(POOLING,    POOLING,    FC_14,          FC_7,           SAIL_V1,      LINEAR_V1);
    static final Family V1_PPPA               = of(POOLING,    POOLING,    POOLING,        ATTENTION_BIAS, SAIL_V1_LN,   LINEAR_V1_LN).withPosition(3, 7);
    static final Family V1_PPAA               = of(POOLING,    POOLING,    ATTENTION_BIAS, ATTENTION_BIAS, SAIL_V1_LN,   LINEAR_V1_LN).withPosition(2, 14);

    // sail-sg/metaformer
    static final Family IDENTITYFORMER        = of(IDENTITY,   IDENTITY,   IDENTITY,       IDENTITY,       BASELINE_GN,  LINEAR);
    static final Family RANDFORMER            = of(IDENTITY,   IDENTITY,   RANDOM_14,      RANDOM_7,       BASELINE_GN,  LINEAR);
    static final Family POOLFORMER_V2         = of(POOLING,    POOLING,    POOLING,        POOLING,        BASELINE_GN,  LINEAR);
    static final Family CONVFORMER            = of(CONV,       CONV,       CONV,           CONV,           BASELINE_LN,  MLP_SAIL);
    static final Family CAFORMER              = of(CONV,       CONV,       ATTENTION,      ATTENTION,      BASELINE_LN,  MLP_SAIL);

    // timm 1.0.29; its PoolFormerV2 is the authors' network
    static final Family POOLFORMER_TIMM       = of(POOLING,    POOLING,    POOLING,        POOLING,        TIMM_V1,      LINEAR);
    static final Family CONVFORMER_TIMM       = of(CONV,       CONV,       CONV,           CONV,           BASELINE_LN,  MLP_TIMM);
    static final Family CAFORMER_TIMM         = of(CONV,       CONV,       ATTENTION,      ATTENTION,      BASELINE_LN,  MLP_TIMM);

    // ShurenQi/GeoFormer d39897b
    static final Family GEOFORMER             = of(GEO_K5,     GEO_K5,     GEO_K5,         GEO_K5,         GEO,          LINEAR);
    static final Family GAFORMER              = of(GEO_BLOCK,  GEO_BLOCK,  ATTENTION,      ATTENTION,      BASELINE_LN,  MLP_TIMM);
    static final Family PAFORMER              = of(POOL_BLOCK, POOL_BLOCK, ATTENTION,      ATTENTION,      BASELINE_LN,  MLP_TIMM);
    static final Family IDENTITYFORMER_GEO    = of(IDENTITY,   IDENTITY,   IDENTITY,       IDENTITY,       GEO_BASELINE, LINEAR);
    static final Family RANDFORMER_GEO        = of(IDENTITY,   IDENTITY,   RANDOM_14,      RANDOM_7,       GEO_BASELINE, LINEAR);

    // ShurenQi/GeoFormer cf04212: the ablations, one mixer in all stages
    static final Family GEOFORMER_K3          = all(GEO_K3);
    static final Family GEOFORMER_K7          = all(GEO_K7);
    static final Family GEOFORMER_K7_HIGHER   = all(GEO_K7_HIGHER);
    static final Family GEOFORMER_K57         = all(GEO_K57);
    static final Family GEOFORMER_K57_HIGHER  = all(GEO_K57_HIGHER);
    static final Family GEOFORMER_K357        = all(GEO_K357);
    // spotless:on

    private final List<TokenMixer> mixers;
    private final BlockDesign design;
    private final Head head;
    private final int positionStage;
    private final int positionSide;

    private Family(List<TokenMixer> mixers, BlockDesign design, Head head, int positionStage, int positionSide) {
        this.mixers = mixers;
        this.design = design;
        this.head = head;
        this.positionStage = positionStage;
        this.positionSide = positionSide;
    }

    private static Family of(TokenMixer a, TokenMixer b, TokenMixer c, TokenMixer d, BlockDesign design, Head head) {
        return new Family(List.of(a, b, c, d), design, head, -1, 0);
    }

    private static Family all(TokenMixer mixer) {
        return of(mixer, mixer, mixer, mixer, GEO, LINEAR);
    }

    private Family withPosition(int stage, int side) {
        return new Family(mixers, design, head, stage, side);
    }

    /** The network of this family at a size, with 1000 classes. */
    Architecture at(Size size) {
        ArchitectureBuilder builder = ArchitectureBuilder.of(
                new PatchEmbedding(ConvSpec.STEM, design.embeddingNorm()),
                new PatchEmbedding(ConvSpec.DOWNSAMPLING, design.embeddingNorm()));
        for (int i = 0; i < mixers.size(); i++) {
            builder.stage(size.dims().get(i), size.depths().get(i), position(i), block(i, size));
        }
        return builder.build(head, design.init());
    }

    private Optional<PositionEmbedding> position(int stage) {
        return stage == positionStage
                ? Optional.of(new PositionEmbedding(positionSide, positionSide))
                : Optional.empty();
    }

    private Block block(int stage, Size size) {
        OptionalDouble layerScale =
                switch (design.layerScale()) {
                    case NO -> OptionalDouble.empty();
                    case BY_SIZE -> OptionalDouble.of(size.layerScale());
                    case AT_1E6 -> OptionalDouble.of(1e-6);
                };
        boolean scaledResidual = design.resScale() == ResScale.STAGES_3_4 && stage >= 2;
        return new Block(
                mixers.get(stage),
                design.blockNorm(),
                design.mlp(),
                layerScale,
                scaledResidual ? OptionalDouble.of(1) : OptionalDouble.empty());
    }
}
