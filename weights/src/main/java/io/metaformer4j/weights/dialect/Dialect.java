package io.metaformer4j.weights.dialect;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.ParameterLayout;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A project's way of naming and shaping the tensors of a network.
 *
 * <p>Each dialect is data: a map from canonical names, the shape of 1x1 convolutions, and the parts of networks for which
 * it has names at all. {@link #layout} applies them to a network.
 */
public enum Dialect {
    /** Our own names. They are timm's wherever timm has the network, and GeoFormer's for geometric mixers. */
    CANONICAL("canonical", "metaformer4j"),

    /** timm since 0.9, {@code timm/models/metaformer.py}. */
    TIMM("timm", "timm since 0.9"),

    /** timm's backbones made with {@code features_only=True}: no head, and {@code stages_0} for {@code stages.0}. */
    TIMM_FEATURES("timm-features", "timm with features_only=True"),

    /** sail-sg/metaformer, {@code metaformer_baselines.py}. */
    SAIL_METAFORMER("sail-metaformer", "sail-sg/metaformer"),

    /**
     * sail-sg/poolformer, {@code models/poolformer.py} and {@code models/metaformer.py}, its {@code fork_feat} backbones, and
     * timm's PoolFormer before 0.9.
     */
    SAIL_POOLFORMER("sail-poolformer", "sail-sg/poolformer"),

    /** ShurenQi/GeoFormer since August 2026, {@code timm/models/geoformer.py}. */
    GEOFORMER("geoformer", "ShurenQi/GeoFormer"),

    /** ShurenQi/GeoFormer at cf04212 (April 2026), {@code geometaformer.py} and {@code geometaformer_ablations.py}. */
    GEOMETAFORMER("geometaformer", "ShurenQi/GeoFormer of April 2026"),

    /** PoolFormer in Hugging Face transformers, {@code modeling_poolformer.py}. */
    TRANSFORMERS("transformers", "PoolFormer in Hugging Face transformers");

    /** Stands for either of the dialects of sail-sg, see {@link #ofId(String, Architecture)}. */
    public static final String SAIL = "sail";

    private final String id;
    private final String description;

    Dialect(String id, String description) {
        this.id = id;
        this.description = description;
    }

    /**
     * The name by which users choose this dialect.
     *
     * @return for instance {@code sail-metaformer}
     */
    public String id() {
        return id;
    }

    /**
     * Whose dialect this is.
     *
     * @return for instance {@code sail-sg/metaformer}
     */
    public String description() {
        return description;
    }

    /**
     * Finds a dialect by its id.
     *
     * @param id for instance {@code timm}
     * @return the dialect
     * @throws MetaFormerException if there is none of that id; the message lists all
     */
    public static Dialect ofId(String id) {
        for (Dialect dialect : values()) {
            if (dialect.id.equals(id.toLowerCase(Locale.ROOT))) {
                return dialect;
            }
        }
        throw new MetaFormerException("there is no dialect '" + id + "'; choose one of " + ids());
    }

    /**
     * Finds the dialect in which a network is to be written.
     *
     * @param id id of a dialect, or {@code sail} for that of the two sail-sg repositories to which the network belongs
     * @param architecture the network
     * @return the dialect; it may still have no names for the network
     * @throws MetaFormerException if there is none of that id; the message lists all
     */
    public static Dialect ofId(String id, Architecture architecture) {
        if (!id.equalsIgnoreCase(SAIL)) {
            return ofId(id);
        }
        return SAIL_POOLFORMER.unsupportedPart(architecture).isEmpty() ? SAIL_POOLFORMER : SAIL_METAFORMER;
    }

    /**
     * All ids.
     *
     * @return the ids, joined by commas
     */
    public static String ids() {
        return Arrays.stream(values()).map(Dialect::id).collect(Collectors.joining(", "));
    }

    /**
     * The part of a network for which this dialect has no names.
     *
     * @param architecture the network
     * @return the first such part as a plural noun, e.g. {@code geometric mixers}; empty if it has names for all
     */
    public Optional<String> unsupportedPart(Architecture architecture) {
        return Requirement.of(architecture).stream()
                .filter(requirement -> !data().requirements().contains(requirement))
                .map(Requirement::text)
                .findFirst();
    }

    /**
     * Lays out the tensors of a network in this dialect.
     *
     * @param architecture the network
     * @return all tensors under their names and shapes here
     * @throws MetaFormerException if the dialect has no names for a part of the network
     */
    public DialectLayout layout(Architecture architecture) {
        Optional<String> unsupportedPart = unsupportedPart(architecture);
        if (unsupportedPart.isPresent()) {
            throw new MetaFormerException("dialect " + id + " (" + description + ") has no names for "
                    + unsupportedPart.get() + "; this network can be written as " + expressing(architecture));
        }
        return new DialectLayout(this, ParameterLayout.of(architecture), new DialectNumbering(architecture));
    }

    /**
     * The name of one tensor here, without laying out the whole network.
     *
     * @param architecture the network, which decides about numbers in names
     * @param canonicalName canonical name of one of its tensors
     * @return the name in this dialect
     */
    public String nameOf(Architecture architecture, String canonicalName) {
        return data().names().apply(canonicalName, new DialectNumbering(architecture)::call);
    }

    /**
     * All dialects that can name the tensors of a network.
     *
     * @param architecture the network
     * @return their ids, joined by commas
     */
    public static String expressing(Architecture architecture) {
        return Arrays.stream(values())
                .filter(dialect -> dialect.unsupportedPart(architecture).isEmpty())
                .map(Dialect::id)
                .collect(Collectors.joining(", "));
    }

    /** Returns {@link #id()}. */
    @Override
    public String toString() {
        return id;
    }

    DialectData data() {
        return DialectData.of(this);
    }
}
