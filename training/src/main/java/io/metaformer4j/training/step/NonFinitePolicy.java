package io.metaformer4j.training.step;

/** What becomes of an update whose loss or gradient is NaN or infinite. In a good run all do the same. */
public enum NonFinitePolicy {

    /** The run ends with a {@link NonFiniteLossException}. */
    STOP,

    /**
     * The update is left out: weights, their average, running statistics and the state of the optimizer stay as they are, and
     * its loss counts in no mean. After {@value #MOST_IN_A_ROW} in a row, or if no update of an epoch was good, the run ends
     * all the same.
     */
    SKIP;

    /** How many updates in a row may be left out, since the run was started or resumed. */
    public static final int MOST_IN_A_ROW = 10;
}
