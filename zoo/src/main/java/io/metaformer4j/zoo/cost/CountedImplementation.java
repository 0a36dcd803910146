package io.metaformer4j.zoo.cost;

import io.metaformer4j.zoo.architecture.MapShape;

/**
 * The released implementations on which fvcore can be run. They compute the same network with different operators, and
 * fvcore knows only some operators, so its total depends on the implementation.
 */
public enum CountedImplementation {
    /** sail-sg/poolformer: {@code nn.GroupNorm} is counted, {@code LayerNormChannel} and the mean are not. */
    SAIL_POOLFORMER,
    /**
     * sail-sg/metaformer: the layer norms of blocks and head are counted, those of stem and downsampling
     * ({@code LayerNormGeneral}) and the mean are not.
     */
    SAIL_METAFORMER,
    /** timm, and the GeoFormer repository built on it: every norm and the global pooling are counted. */
    TIMM;

    /** Operations that fvcore counts for each normalised value of {@code layer_norm} and {@code group_norm}. */
    static final int NORM_OPERATIONS = 5;

    private static final int BATCH_NORM_OPERATIONS = 2;

    /** What fvcore adds to the multiply-adds for a layer, which is in a block or above the last map or neither. */
    long extra(LayerCost layer, boolean inBlockOrHead, MapShape lastMap) {
        return switch (layer.kind()) {
            case LAYER_NORM -> countsLayerNorm(inBlockOrHead) ? NORM_OPERATIONS * layer.elements() : 0;
            case GROUP_NORM -> this != SAIL_METAFORMER ? NORM_OPERATIONS * layer.elements() : 0;
            case BATCH_NORM -> BATCH_NORM_OPERATIONS * layer.elements();
            case GLOBAL_POOLING -> this == TIMM ? (long) lastMap.channels() * lastMap.tokens() : 0;
            case RANDOM_MIXING -> einsumCount(layer.macs()) - layer.macs();
            default -> 0;
        };
    }

    private boolean countsLayerNorm(boolean inBlockOrHead) {
        return switch (this) {
            case SAIL_POOLFORMER -> false;
            case SAIL_METAFORMER -> inBlockOrHead;
            case TIMM -> true;
        };
    }

    /** fvcore reads the count of an einsum from a text of numpy in which twice the count has four significant digits. */
    private static long einsumCount(long macs) {
        long operations = 2 * macs;
        long unit = 1;
        while (operations / unit >= 10_000) {
            unit *= 10;
        }
        return Math.round((double) operations / unit) * unit / 2;
    }
}
