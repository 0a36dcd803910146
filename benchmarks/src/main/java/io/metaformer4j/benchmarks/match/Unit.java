package io.metaformer4j.benchmarks.match;

import java.util.Locale;

/** How seconds per item are printed. */
public enum Unit {
    MILLISECONDS {
        @Override
        public String format(double seconds) {
            return String.format(Locale.ROOT, "%.2f ms", seconds * 1e3);
        }
    },
    SECONDS {
        @Override
        public String format(double seconds) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
    },
    PER_SECOND {
        @Override
        public String format(double seconds) {
            return String.format(Locale.ROOT, "%.1f /s", 1 / seconds);
        }
    };

    public abstract String format(double seconds);
}
