package io.metaformer4j.vision.loader;

import java.util.List;

/**
 * Samples that were left out because they could not be read or decoded.
 *
 * @param count how many
 * @param first the first of them, at most {@value #DETAILS}, in the order of reading
 */
public record SkippedSamples(long count, List<Skipped> first) {

    /** How many skipped samples are named. */
    public static final int DETAILS = 100;

    /** Copies the list. */
    public SkippedSamples {
        first = List.copyOf(first);
    }

    /**
     * A sample that was left out.
     *
     * @param index which sample of the data set
     * @param name what the data set calls it
     * @param reason what was wrong with it
     */
    public record Skipped(int index, String name, String reason) {}
}
