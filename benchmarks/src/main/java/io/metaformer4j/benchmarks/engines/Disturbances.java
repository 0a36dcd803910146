package io.metaformer4j.benchmarks.engines;

import java.util.Locale;

/**
 * How many rounds were disturbed.
 *
 * @param discarded rounds in which others had the cores, or these were slower than before
 * @param played all rounds
 * @param enough whether enough undisturbed ones are left to conclude something
 */
public record Disturbances(int discarded, int played, boolean enough) {

    /** A sentence without a full stop. */
    @Override
    public String toString() {
        String counted =
                String.format(Locale.ROOT, "%d of %d rounds were disturbed and do not count", discarded, played);
        return enough ? counted : counted + "; too few are left, so no ratio is given, and the times above are of all";
    }
}
