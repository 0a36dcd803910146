package io.metaformer4j.cli.robustness;

import io.metaformer4j.cli.output.CommandProgress;
import io.metaformer4j.cli.output.SkipNotes;
import io.metaformer4j.evaluation.robustness.RobustnessListener;
import io.metaformer4j.evaluation.robustness.RobustnessPart;
import io.metaformer4j.vision.loader.SkippedSamples;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;

/** Shows how far a whole job is, over all models and parts, and says every note once. */
final class JobDisplay implements RobustnessListener, AutoCloseable {

    private final PrintWriter err;
    private final SkipNotes skips;
    private final CommandProgress progress;
    private final Set<String> noted = new HashSet<>();
    private String model = "";
    private String running = "";
    private boolean measuring;
    private long before;
    private long ofPart;

    /**
     * Starts to show a job.
     *
     * @param err receives progress and notes
     * @param pictures pictures of all parts and models that are this process's
     */
    JobDisplay(PrintWriter err, long pictures) {
        this.err = err;
        this.skips = new SkipNotes(err);
        this.progress = CommandProgress.start(err, "robustness", pictures, " images");
    }

    /** The next model begins. */
    void model(String name) {
        model = name;
        endPart();
    }

    private void endPart() {
        before += ofPart;
        ofPart = 0;
        running = "";
    }

    @Override
    public void started(RobustnessPart part) {
        measuring = true;
    }

    @Override
    public void advanced(RobustnessPart part, long done) {
        if (!part.id().equals(running)) {
            endPart();
            running = part.id();
        }
        ofPart = done;
        if (measuring) { // what was finished earlier takes no time, and says nothing about that of the rest
            progress.at(before + done, model + " " + part.title());
        }
    }

    @Override
    public void skipped(RobustnessPart part, SkippedSamples left) {
        skips.report(part.title(), left);
    }

    @Override
    public void noted(String note) {
        if (noted.add(note)) {
            err.println("note: " + note);
        }
    }

    @Override
    public void close() {
        progress.close();
    }
}
