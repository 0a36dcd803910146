package io.metaformer4j.benchmarks;

import java.util.Locale;

/** How seconds per item are printed. */
enum Unit {
    MILLISECONDS {
        @Override
        String format(double seconds) {
            return String.format(Locale.ROOT, "%.2f ms", seconds * 1e3);
        }
    },
    SECONDS {
        @Override
        String format(double seconds) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
    },
    PER_SECOND {
        @Override
        String format(double seconds) {
            return String.format(Locale.ROOT, "%.1f /s", 1 / seconds);
        }
    };

    abstract String format(double seconds);
}
