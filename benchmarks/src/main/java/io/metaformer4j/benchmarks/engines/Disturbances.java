package io.metaformer4j.benchmarks.engines;

import java.util.List;
import java.util.Locale;

/**
 * Which rounds were disturbed.
 *
 * @param reasons why rounds do not count, one for each: others had the cores, or these were slower than before
 * @param played all rounds
 * @param enough whether enough undisturbed ones are left to conclude something
 */
public record Disturbances(List<String> reasons, int played, boolean enough) {

    /** Copies the list. */
    public Disturbances {
        reasons = List.copyOf(reasons);
    }

    /**
     * Counts rounds that do not count.
     *
     * @return how many were discarded
     */
    public int discarded() {
        return reasons.size();
    }

    /** A sentence without a full stop. */
    @Override
    public String toString() {
        String counted =
                String.format(Locale.ROOT, "%d of %d rounds were disturbed and do not count", discarded(), played);
        return enough ? counted : counted + "; too few are left, so no ratio is given, and the times above are of all";
    }
}
