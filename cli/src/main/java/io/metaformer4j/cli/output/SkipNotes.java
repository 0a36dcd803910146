package io.metaformer4j.cli.output;

import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.zoo.PrintableText;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells of pictures that were left out, each once although it is left out in every epoch. */
public final class SkipNotes {

    private static final int NAMED = 5;

    private final PrintWriter err;
    private final Set<String> told = new HashSet<>();

    /**
     * Has told of nothing yet.
     *
     * @param err receives the notes
     */
    public SkipNotes(PrintWriter err) {
        this.err = err;
    }

    /**
     * Tells of those that were not told of yet.
     *
     * @param kind which pictures, e.g. {@code training}
     * @param skipped what was left out
     */
    public void tell(String kind, SkippedSamples skipped) {
        List<SkippedSamples.Skipped> news = skipped.first().stream()
                .filter(sample -> told.add(kind + " " + sample.name()))
                .toList();
        if (news.isEmpty()) {
            return;
        }
        List<String> named = news.stream()
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
