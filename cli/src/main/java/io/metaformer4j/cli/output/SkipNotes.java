package io.metaformer4j.cli.output;

import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.zoo.PrintableText;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reports pictures that were left out, each once although it is left out in every epoch. */
public final class SkipNotes {

    private static final int NAMED = 5;

    private final PrintWriter err;
    private final Set<String> reported = new HashSet<>();

    /**
     * Nothing has been reported yet.
     *
     * @param err receives the notes
     */
    public SkipNotes(PrintWriter err) {
        this.err = err;
    }

    /**
     * Reports those that were not reported yet.
     *
     * @param kind which pictures, e.g. {@code training}
     * @param skipped what was left out
     */
    public void report(String kind, SkippedSamples skipped) {
        List<SkippedSamples.Skipped> unreported = skipped.first().stream()
                .filter(sample -> reported.add(kind + " " + sample.name()))
                .toList();
        if (unreported.isEmpty()) {
            return;
        }
        List<String> named = unreported.stream()
                .limit(NAMED)
                .map(sample -> PrintableText.of(sample.name()) + " (" + PrintableText.of(sample.reason()) + ")")
                .toList();
        boolean one = skipped.count() == 1;
        err.println(
                "note: " + skipped.count() + " " + kind + (one ? " picture" : " pictures") + " could not be read and "
                        + (one ? "was" : "were") + " left out: "
                        + String.join("; ", named) + (named.size() < skipped.count() ? "; and more" : ""));
        err.flush();
    }
}
