package io.metaformer4j.cli.robustness;

import io.metaformer4j.evaluation.robustness.PartCounts;
import io.metaformer4j.evaluation.robustness.RobustnessPart;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/**
 * What the user should know about the parts of a job beside their figures.
 *
 * @param err receives the notes
 * @param parts what is measured
 */
record JobNotes(PrintWriter err, List<RobustnessPart> parts) {

    /** Says how much of what was finished earlier is taken over, and how much is not. */
    void finished(SharedState state, MeasuredModel model) {
        long finished = parts.stream()
                .filter(part -> state.of(model).find(part).isPresent())
                .count();
        if (finished > 0) {
            err.println("note: " + finished + " of " + parts.size() + " parts of " + model.name()
                    + " were finished earlier and are not measured again");
        }
        long outdated =
                parts.stream().filter(part -> state.isOutdated(model, part)).count();
        if (outdated > 0) {
            err.println("note: of " + parts.size() + " parts of " + model.name() + ", " + outdated
                    + " had been finished with other weights, settings, places of pictures or another engine, and must be"
                    + " measured anew");
        }
    }

    /**
     * Says which parts have no figures, since nothing of them could be decoded.
     *
     * @param counts of any of the models, which all see the same pictures
     * @throws MetaFormerException if that is so of every part
     */
    void empty(Map<String, PartCounts> counts) {
        List<RobustnessPart> empty =
                parts.stream().filter(part -> counts.get(part.id()).run() == 0).toList();
        if (empty.size() == parts.size()) {
            throw new MetaFormerException(
                    "no picture could be decoded, so that there are no figures; mend the pictures, and measure them"
                            + " anew");
        }
        empty.forEach(part ->
                err.println("note: no picture of " + part.title() + " could be decoded, so that it has no figures"));
    }
}
