package io.metaformer4j.weights.dialect;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What tells dialects apart, as a table: the name of the stem's weight, where needed some other name, and the dialect. The
 * first row that fits decides.
 */
final class DialectRules {

    /**
     * What timm's {@code checkpoint_filter_fn} (1.0.29) accepts besides the current names: forms that checkpoints had while
     * the code was being written, in any mixture.
     */
    private static final KeyMap TIMM_HISTORY = KeyMap.form("patch_embed.conv.{rest}", "stem.conv.{rest}")
            .form("patch_embed.proj.{rest}", "stem.conv.{rest}")
            .form("patch_embed.norm.{rest}", "stem.norm.{rest}")
            .form("patch_embed.post_norm.{rest}", "stem.norm.{rest}")
            .form("downsample_layers.0.conv.{rest}", "stem.conv.{rest}")
            .form("downsample_layers.0.proj.{rest}", "stem.conv.{rest}")
            .form("downsample_layers.0.norm.{rest}", "stem.norm.{rest}")
            .form("downsample_layers.0.post_norm.{rest}", "stem.norm.{rest}")
            .form("downsample_layers.{s}.conv.{rest}", "stages.{s}.downsample.conv.{rest}")
            .form("downsample_layers.{s}.proj.{rest}", "stages.{s}.downsample.conv.{rest}")
            .form("downsample_layers.{s}.norm.{rest}", "stages.{s}.downsample.norm.{rest}")
            .form("downsample_layers.{s}.pre_norm.{rest}", "stages.{s}.downsample.norm.{rest}")
            .form("stages.{s}.downsample.proj.{rest}", "stages.{s}.downsample.conv.{rest}")
            .form("stages.{s}.downsample.pre_norm.{rest}", "stages.{s}.downsample.norm.{rest}")
            .form("stages.{s}.{j}.{rest}", "stages.{s}.blocks.{j}.{rest}")
            .form("norm.{rest}", "head.norm.{rest}")
            .form("head.fc.{rest}", "head.fc.{rest}")
            .form("head.{rest}", "head.fc.{rest}")
            .build();

    /** transformers' {@code PoolFormerModel}, the same without its classifier. */
    private static final KeyMap BARE_TRANSFORMERS =
            KeyMap.form("encoder.{rest}", "poolformer.encoder.{rest}").build();

    /** mmpretrain's {@code PoolFormer} as a classifier: it names the norm before the mean as that of the last map. */
    private static final KeyMap LAST_NORM =
            KeyMap.form("norm6.{rest}", "norm.{rest}").build();

    private static final String NONE = "";
    private static final String TRANSFORMERS_STEM = "poolformer.encoder.patch_embeddings.0.projection.weight";
    private static final String BARE_TRANSFORMERS_STEM = "encoder.patch_embeddings.0.projection.weight";
    private static final String POOLFORMER_STEM = "patch_embed.proj.weight";
    private static final String POOLFORMER_STEM_2 = "patch_embed.conv.weight";
    private static final String METAFORMER_STEM = "downsample_layers.0.conv.weight";
    private static final String METAFORMER_STEM_2 = "downsample_layers.0.proj.weight";
    private static final String TIMM_STEM = "stem.conv.weight";

    // spotless:off
    private static final List<Rule> RULES = List.of(
        rule(TRANSFORMERS_STEM,      NONE,                                              Dialect.TRANSFORMERS),
        rule(BARE_TRANSFORMERS_STEM, NONE,                                              Dialect.TRANSFORMERS, BARE_TRANSFORMERS),
        rule(POOLFORMER_STEM,        "norm0.{rest}",                                    Dialect.SAIL_POOLFORMER),
        rule(POOLFORMER_STEM,        "norm2.{rest}",                                    Dialect.SAIL_POOLFORMER),
        rule(POOLFORMER_STEM,        "norm4.{rest}",                                    Dialect.SAIL_POOLFORMER),
        rule(POOLFORMER_STEM,        "norm6.{rest}",                                    Dialect.SAIL_POOLFORMER, LAST_NORM),
        rule(POOLFORMER_STEM,        "network.{s}.{rest}",                              Dialect.SAIL_POOLFORMER),
        rule(POOLFORMER_STEM,        NONE,                                              Dialect.TIMM, TIMM_HISTORY),
        rule(POOLFORMER_STEM_2,      NONE,                                              Dialect.TIMM, TIMM_HISTORY),
        rule(METAFORMER_STEM,        "stages.{s}.blocks.{j}.{rest}",                    Dialect.TIMM, TIMM_HISTORY),
        rule(METAFORMER_STEM,        "stages.{s}.downsample.{rest}",                    Dialect.TIMM, TIMM_HISTORY),
        rule(METAFORMER_STEM,        "downsample_layers.{s}.proj.{rest}",               Dialect.TIMM, TIMM_HISTORY),
        rule(METAFORMER_STEM,        "downsample_layers.{s}.norm.{rest}",               Dialect.TIMM, TIMM_HISTORY),
        rule(METAFORMER_STEM,        "head.fc.{rest}",                                  Dialect.TIMM, TIMM_HISTORY),
        rule(METAFORMER_STEM,        NONE,                                              Dialect.SAIL_METAFORMER),
        rule(METAFORMER_STEM_2,      NONE,                                              Dialect.TIMM, TIMM_HISTORY),
        rule(TIMM_STEM,              "stages_{s}.{rest}",                               Dialect.TIMM_FEATURES),
        rule(TIMM_STEM,              "{rest}.alpha_detail",                             Dialect.GEOMETAFORMER),
        rule(TIMM_STEM,              "{rest}.detail_scale",                             Dialect.GEOFORMER),
        rule(TIMM_STEM,              "{rest}.token_mixer.mixing_matrix",                Dialect.GEOFORMER),
        rule(TIMM_STEM,              "{rest}.token_mixer.input_projection.weight",      Dialect.GEOFORMER),
        rule(TIMM_STEM,              "feature_norms.{s}.{rest}",                        Dialect.CANONICAL),
        rule(TIMM_STEM,              "stages.{s}.pos_embed",                            Dialect.CANONICAL),
        rule(TIMM_STEM,              "{rest}.token_mixer.random_matrix",                Dialect.CANONICAL),
        rule(TIMM_STEM,              "{rest}.token_mixer.fc.weight",                    Dialect.CANONICAL),
        rule(TIMM_STEM,              NONE,                                              Dialect.TIMM),
        // damaged or partial checkpoints without a stem
        rule(NONE,                   "poolformer.encoder.block.{s}.{j}.{rest}",         Dialect.TRANSFORMERS),
        rule(NONE,                   "network.{s}.{j}.{rest}",                          Dialect.SAIL_POOLFORMER),
        rule(NONE,                   "stages_{s}.{rest}",                               Dialect.TIMM_FEATURES),
        rule(NONE,                   "{rest}.alpha_detail",                             Dialect.GEOMETAFORMER),
        rule(NONE,                   "{rest}.detail_scale",                             Dialect.GEOFORMER),
        rule(NONE,                   "stages.{s}.blocks.{j}.{rest}",                    Dialect.TIMM),
        rule(NONE,                   "stages.{s}.{j}.{rest}",                           Dialect.SAIL_METAFORMER));
    // spotless:on

    /**
     * One row of the table.
     *
     * @param stem name of the stem's weight, or empty
     * @param marker form of another name, or empty
     * @param template the compiled form
     * @param dialect the dialect
     * @param history how names become names of the dialect
     */
    record Rule(String stem, String marker, KeyTemplate template, Dialect dialect, KeyMap history) {

        private boolean fits(Set<String> names) {
            return (stem.isEmpty() || names.contains(stem))
                    && (marker.isEmpty()
                            || names.stream()
                                    .anyMatch(name -> template.match(name).isPresent()));
        }

        /** What told the dialect. */
        String reason() {
            String form = "names like '" + marker.replace("{rest}", "...") + "'";
            String found = stem.isEmpty() ? form : "'" + stem + "'" + (marker.isEmpty() ? "" : " and " + form);
            return "has " + found + (history == TIMM_HISTORY ? ", a historical form" : "");
        }
    }

    private DialectRules() {}

    /** The first row that fits a set of names. */
    static Optional<Rule> find(Set<String> names) {
        return RULES.stream().filter(rule -> rule.fits(names)).findFirst();
    }

    /** All names of the stem's weight; a name that ends with another stands before it. */
    static List<String> stems() {
        return RULES.stream()
                .map(Rule::stem)
                .filter(stem -> !stem.isEmpty())
                .distinct()
                .toList();
    }

    private static Rule rule(String stem, String marker, Dialect dialect) {
        return rule(stem, marker, dialect, KeyMap.IDENTITY);
    }

    private static Rule rule(String stem, String marker, Dialect dialect, KeyMap history) {
        return new Rule(stem, marker, new KeyTemplate(marker), dialect, history);
    }
}
