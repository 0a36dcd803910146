package io.metaformer4j.weights.dialect;

import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What makes up a dialect.
 *
 * @param names map from canonical names
 * @param pointwise how the 1x1 convolutions of MLPs and separable convolutions are shaped
 * @param features parts of networks that have names
 * @param firstChildren modules that were registered before their siblings, in this order, against the canonical order
 */
record DialectData(KeyMap names, Pointwise pointwise, Set<Feature> features, List<String> firstChildren) {

    /** Shape of 1x1 convolutions. */
    enum Pointwise {
        /** Matrices in attention blocks, convolutions elsewhere. */
        AS_CANONICAL,
        /** {@code [out, in]} everywhere. */
        MATRIX,
        /** {@code [out, in, 1, 1]} everywhere. */
        CONVOLUTION
    }

    private static final Pattern POINTWISE = Pattern.compile(".*\\.(mlp\\.fc[12]|token_mixer\\.pwconv[12])\\.weight");

    /** What timm's MetaFormer module has, but for heads. */
    private static final Set<Feature> TIMM_BODY = EnumSet.of(
            Feature.IDENTITY,
            Feature.POOLING,
            Feature.SEPARABLE_CONV,
            Feature.ATTENTION,
            Feature.ATTENTION_BIAS,
            Feature.LAYER_SCALE,
            Feature.RESIDUAL_SCALE,
            Feature.STAR_RELU,
            Feature.EMBEDDING_NORM,
            Feature.JOINED_STAGES,
            Feature.NO_HEAD);

    private static final DialectData CANONICAL =
            new DialectData(KeyMap.IDENTITY, Pointwise.AS_CANONICAL, EnumSet.allOf(Feature.class), List.of());

    private static final DialectData TIMM = new DialectData(
            KeyMap.IDENTITY,
            Pointwise.AS_CANONICAL,
            with(TIMM_BODY, Feature.NORM_BEFORE_POOL, Feature.LINEAR_HEAD, Feature.MLP_HEAD),
            List.of());

    private static final DialectData TIMM_FEATURES = new DialectData(
            KeyMap.form("stages.{s}.{rest}", "stages_{s}.{rest}").build(),
            Pointwise.AS_CANONICAL,
            TIMM_BODY,
            List.of());

    private static final DialectData SAIL_METAFORMER = new DialectData(
            KeyMap.form("stem.conv.{rest}", "downsample_layers.0.conv.{rest}")
                    .form("stem.norm.{rest}", "downsample_layers.0.post_norm.{rest}")
                    .form("stages.{s}.downsample.conv.{rest}", "downsample_layers.{s}.conv.{rest}")
                    .form("stages.{s}.downsample.norm.{rest}", "downsample_layers.{s}.pre_norm.{rest}")
                    .form("stages.{s}.blocks.{j}.{rest}", "stages.{s}.{j}.{rest}")
                    .form("head.norm.{rest}", "norm.{rest}")
                    .form("head.fc.{rest}", "head.{rest}")
                    .build(),
            Pointwise.MATRIX,
            EnumSet.of(
                    Feature.IDENTITY,
                    Feature.POOLING,
                    Feature.RANDOM_MIXING,
                    Feature.SEPARABLE_CONV,
                    Feature.ATTENTION,
                    Feature.ATTENTION_BIAS,
                    Feature.LAYER_SCALE,
                    Feature.RESIDUAL_SCALE,
                    Feature.STAR_RELU,
                    Feature.EMBEDDING_NORM,
                    Feature.LINEAR_HEAD,
                    Feature.MLP_HEAD,
                    Feature.NO_HEAD),
            List.of());

    private static final DialectData SAIL_POOLFORMER = new DialectData(
            KeyMap.form("stem.conv.{rest}", "patch_embed.proj.{rest}")
                    .form("stages.{s}.downsample.conv.{rest}", "network.{down:s}.proj.{rest}")
                    .form("stages.{s}.pos_embed", "network.{pos:s}.pos_embed")
                    .form("stages.{s}.blocks.{j}.layer_scale1.scale", "network.{blocks:s}.{j}.layer_scale_1")
                    .form("stages.{s}.blocks.{j}.layer_scale2.scale", "network.{blocks:s}.{j}.layer_scale_2")
                    .form("stages.{s}.blocks.{j}.{rest}", "network.{blocks:s}.{j}.{rest}")
                    .form("feature_norms.{s}.{rest}", "norm{blocks:s}.{rest}")
                    .form("head.norm.{rest}", "norm.{rest}")
                    .form("head.fc.{rest}", "head.{rest}")
                    .build(),
            Pointwise.CONVOLUTION,
            EnumSet.of(
                    Feature.IDENTITY,
                    Feature.POOLING,
                    Feature.SPATIAL_FC,
                    Feature.ATTENTION_BIAS,
                    Feature.LAYER_SCALE,
                    Feature.POSITION_EMBEDDING,
                    Feature.JOINED_STAGES,
                    Feature.NORM_BEFORE_POOL,
                    Feature.LINEAR_HEAD,
                    Feature.FEATURE_NORMS,
                    Feature.NO_HEAD),
            List.of());

    private static final DialectData GEOFORMER = new DialectData(
            KeyMap.segment("random_matrix", "mixing_matrix").build(),
            Pointwise.AS_CANONICAL,
            without(Feature.SPATIAL_FC, Feature.POSITION_EMBEDDING, Feature.FEATURE_NORMS),
            List.of());

    private static final DialectData GEOMETAFORMER = new DialectData(
            KeyMap.form(
                            "stages.{s}.blocks.{j}.token_mixer.scale_mixers.{i}.{rest}",
                            "stages.{s}.blocks.{j}.token_mixer.{scale:s,i}.{rest}")
                    .segment("zeroth_order_filter", "anchor")
                    .segment("magnitude_branches", "detail_branches")
                    .segment("scalar_filter", "op")
                    .segment("cosine_filter", "op_c")
                    .segment("sine_filter", "op_s")
                    .segment("branch_norm", "detail_norm")
                    .segment("detail_scale", "alpha_detail")
                    .segment("detail_fusion.projection", "detail_fuse.conv")
                    .segment("detail_fusion.normalization", "detail_fuse.norm")
                    .segment("scale_fusion.projection", "fuse.conv")
                    .segment("scale_fusion.normalization", "fuse.norm")
                    .build(),
            Pointwise.AS_CANONICAL,
            without(
                    Feature.SPATIAL_FC,
                    Feature.POSITION_EMBEDDING,
                    Feature.FEATURE_NORMS,
                    Feature.OTHER_MULTI_SCALE,
                    Feature.GEO_BLOCK,
                    Feature.POOL_BLOCK),
            List.of());

    private static final DialectData TRANSFORMERS = new DialectData(
            KeyMap.form("stem.conv.{rest}", "poolformer.encoder.patch_embeddings.0.projection.{rest}")
                    .form(
                            "stages.{s}.downsample.conv.{rest}",
                            "poolformer.encoder.patch_embeddings.{s}.projection.{rest}")
                    .form("stages.{s}.blocks.{j}.layer_scale1.scale", "poolformer.encoder.block.{s}.{j}.layer_scale_1")
                    .form("stages.{s}.blocks.{j}.layer_scale2.scale", "poolformer.encoder.block.{s}.{j}.layer_scale_2")
                    .form("stages.{s}.blocks.{j}.{rest}", "poolformer.encoder.block.{s}.{j}.{rest}")
                    .form("head.norm.{rest}", "norm.{rest}")
                    .form("head.fc.{rest}", "classifier.{rest}")
                    .segment("norm1", "before_norm")
                    .segment("norm2", "after_norm")
                    .segment("mlp.fc1", "output.conv1")
                    .segment("mlp.fc2", "output.conv2")
                    .build(),
            Pointwise.CONVOLUTION,
            EnumSet.of(
                    Feature.POOLING,
                    Feature.LAYER_SCALE,
                    Feature.NORM_BEFORE_POOL,
                    Feature.LINEAR_HEAD,
                    Feature.NO_HEAD),
            List.of("patch_embeddings", "output"));

    DialectData {
        features = Set.copyOf(features);
        firstChildren = List.copyOf(firstChildren);
    }

    static DialectData of(Dialect dialect) {
        return switch (dialect) {
            case CANONICAL -> CANONICAL;
            case TIMM -> TIMM;
            case TIMM_FEATURES -> TIMM_FEATURES;
            case SAIL_METAFORMER -> SAIL_METAFORMER;
            case SAIL_POOLFORMER -> SAIL_POOLFORMER;
            case GEOFORMER -> GEOFORMER;
            case GEOMETAFORMER -> GEOMETAFORMER;
            case TRANSFORMERS -> TRANSFORMERS;
        };
    }

    /** Shape of a tensor. */
    List<Integer> shape(ParameterSpec spec) {
        List<Integer> shape = spec.shape();
        if (pointwise == Pointwise.AS_CANONICAL
                || !POINTWISE.matcher(spec.name()).matches()) {
            return shape;
        }
        List<Integer> matrix = shape.subList(0, 2);
        return pointwise == Pointwise.MATRIX ? matrix : List.of(matrix.get(0), matrix.get(1), 1, 1);
    }

    private static Set<Feature> with(Set<Feature> features, Feature... more) {
        Set<Feature> all = EnumSet.copyOf(features);
        all.addAll(List.of(more));
        return all;
    }

    private static Set<Feature> without(Feature... missing) {
        return EnumSet.complementOf(EnumSet.copyOf(List.of(missing)));
    }
}
