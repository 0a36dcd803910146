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
 * @param requirements parts of networks that have names
 * @param firstChildren modules that were registered before their siblings, in this order, against the canonical order
 */
record DialectData(KeyMap names, Pointwise pointwise, Set<Requirement> requirements, List<String> firstChildren) {

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
    private static final Set<Requirement> TIMM_BODY = EnumSet.of(
            Requirement.IDENTITY,
            Requirement.POOLING,
            Requirement.SEPARABLE_CONV,
            Requirement.ATTENTION,
            Requirement.ATTENTION_BIAS,
            Requirement.LAYER_SCALE,
            Requirement.RESIDUAL_SCALE,
            Requirement.STAR_RELU,
            Requirement.EMBEDDING_NORM,
            Requirement.JOINED_STAGES,
            Requirement.NO_HEAD);

    private static final DialectData CANONICAL =
            new DialectData(KeyMap.IDENTITY, Pointwise.AS_CANONICAL, EnumSet.allOf(Requirement.class), List.of());

    private static final DialectData TIMM = new DialectData(
            KeyMap.IDENTITY,
            Pointwise.AS_CANONICAL,
            with(TIMM_BODY, Requirement.NORM_BEFORE_POOL, Requirement.LINEAR_HEAD, Requirement.MLP_HEAD),
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
                    Requirement.IDENTITY,
                    Requirement.POOLING,
                    Requirement.RANDOM_MIXING,
                    Requirement.SEPARABLE_CONV,
                    Requirement.ATTENTION,
                    Requirement.ATTENTION_BIAS,
                    Requirement.LAYER_SCALE,
                    Requirement.RESIDUAL_SCALE,
                    Requirement.STAR_RELU,
                    Requirement.EMBEDDING_NORM,
                    Requirement.LINEAR_HEAD,
                    Requirement.MLP_HEAD,
                    Requirement.NO_HEAD),
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
                    Requirement.IDENTITY,
                    Requirement.POOLING,
                    Requirement.SPATIAL_FC,
                    Requirement.ATTENTION_BIAS,
                    Requirement.LAYER_SCALE,
                    Requirement.POSITION_EMBEDDING,
                    Requirement.JOINED_STAGES,
                    Requirement.NORM_BEFORE_POOL,
                    Requirement.LINEAR_HEAD,
                    Requirement.FEATURE_NORMS,
                    Requirement.NO_HEAD),
            List.of());

    private static final DialectData GEOFORMER = new DialectData(
            KeyMap.segment("random_matrix", "mixing_matrix").build(),
            Pointwise.AS_CANONICAL,
            without(Requirement.SPATIAL_FC, Requirement.POSITION_EMBEDDING, Requirement.FEATURE_NORMS),
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
                    Requirement.SPATIAL_FC,
                    Requirement.POSITION_EMBEDDING,
                    Requirement.FEATURE_NORMS,
                    Requirement.OTHER_MULTI_SCALE,
                    Requirement.GEO_BLOCK,
                    Requirement.POOL_BLOCK),
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
                    Requirement.POOLING,
                    Requirement.LAYER_SCALE,
                    Requirement.NORM_BEFORE_POOL,
                    Requirement.LINEAR_HEAD,
                    Requirement.NO_HEAD),
            List.of("patch_embeddings", "output"));

    DialectData {
        requirements = Set.copyOf(requirements);
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

    private static Set<Requirement> with(Set<Requirement> requirements, Requirement... more) {
        Set<Requirement> all = EnumSet.copyOf(requirements);
        all.addAll(List.of(more));
        return all;
    }

    private static Set<Requirement> without(Requirement... missing) {
        return EnumSet.complementOf(EnumSet.copyOf(List.of(missing)));
    }
}
