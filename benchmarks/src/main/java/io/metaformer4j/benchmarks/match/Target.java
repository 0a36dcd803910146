package io.metaformer4j.benchmarks.match;

import java.util.Locale;

/** What a comparison should show. */
@FunctionalInterface
public interface Target {

    /** Nothing is promised. */
    Target NONE = result -> "";

    /** Says whether the target was met, for instance {@code target 1.50: met}. Empty if there is none or nobody to compare with. */
    String verdict(Result result);

    /** How often ours should do the work in the time that the best peer needs; 1 means as fast. */
    static Target ratio(double ratio) {
        return result -> result.ratio().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "target %.2f: %s",
                        ratio,
                        met(result.ratio().getAsDouble() >= ratio));
    }

    /** How long ours may take. */
    static Target within(double seconds) {
        return result -> String.format(
                Locale.ROOT,
                "target under %.1f s: %s",
                seconds,
                met(result.ours().median() < seconds));
    }

    private static String met(boolean met) {
        return met ? "met" : "MISSED";
    }
}
