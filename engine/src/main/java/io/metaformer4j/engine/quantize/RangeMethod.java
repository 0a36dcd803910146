package io.metaformer4j.engine.quantize;

/** How the range of an input is chosen of the values that were seen. */
public enum RangeMethod {
    /** All values are in it. */
    MINMAX,
    /** All but the ten thousandth part at either end are in it. */
    PERCENTILE,
    /** The squares of what storing changes have the smallest sum. */
    MSE
}
