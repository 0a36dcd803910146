package io.metaformer4j.evaluation.prediction;

/**
 * A column of a table of predictions.
 *
 * @param name what stands above it
 * @param type what its values are
 * @param list whether there is a list of them in each place
 */
public record PredictionColumn(String name, ValueType type, boolean list) {

    /** What values are. */
    public enum ValueType {
        /** Text. */
        TEXT,
        /** Whole numbers of 32 bits. */
        INTEGER,
        /** Numbers in single precision. */
        REAL
    }
}
