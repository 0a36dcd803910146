package io.metaformer4j.zoo.catalog;

import io.metaformer4j.zoo.NaturalOrder;
import io.metaformer4j.zoo.SimilarNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a user may have meant by a name that no model has. */
final class NameSuggestions {

    private static final int COUNT = 3;

    /** Names that were published with a misspelling. */
    private static final Map<String, String> UPSTREAM_SLIPS = Map.of(
            "caformer_m364_in21k", "caformer_m36_in21k",
            "convformer_b36_384_in21kft1k", "convformer_b36_384_in21ft1k");

    /** What other tools write before or after a name. */
    private static final List<String> PREFIXES = List.of("hf:", "hf-hub:", "hf_hub:", "timm/", "sail/");

    /** The tag that timm itself adds to each of its bare names. */
    private static final String TIMM_DEFAULT_TAG = ".sail_in1k";

    private static final List<String> SUFFIXES = List.of(".in1k", ".geometaformer");

    private final List<String> names;

    NameSuggestions(Collection<String> names) {
        this.names = names.stream().sorted(NaturalOrder.INSTANCE).toList();
    }

    UnknownModelException unknown(String name) {
        Optional<String> meant = otherSpelling(name);
        if (meant.isPresent()) {
            return new UnknownModelException(
                    name,
                    List.of(meant.get()),
                    "model '" + name + "' is called " + meant.get() + " here; use that name");
        }
        List<String> nearest = SimilarNames.nearest(name, names, COUNT);
        String hint = nearest.isEmpty() ? "the catalog is empty" : "did you mean " + String.join(", ", nearest) + "?";
        return new UnknownModelException(
                name, nearest, "model '" + name + "' is unknown among " + names.size() + " models; " + hint);
    }

    /** The name that other tools or the original repositories spell like this. */
    private Optional<String> otherSpelling(String name) {
        String bare = name;
        for (String prefix : PREFIXES) {
            bare = bare.startsWith(prefix) ? bare.substring(prefix.length()) : bare;
        }
        for (String suffix : SUFFIXES) {
            if (bare.endsWith(suffix)) {
                String stem = bare.substring(0, bare.length() - suffix.length());
                bare = names.contains(stem + ".geoformer") ? stem + ".geoformer" : stem;
            }
        }
        bare = UPSTREAM_SLIPS.getOrDefault(bare, bare);
        if (name.contains("timm/") && names.contains(bare + TIMM_DEFAULT_TAG)) {
            bare += TIMM_DEFAULT_TAG;
        }
        return names.contains(bare) ? Optional.of(bare) : Optional.empty();
    }
}
