package io.metaformer4j.weights.match;

import io.metaformer4j.weights.CheckpointException;
import java.util.List;

/**
 * The weights do not fit the network. The message is one line with the first mismatches of each kind; {@link #report()}
 * lists them all.
 */
public final class CheckpointMismatchException extends CheckpointException {

    private static final long serialVersionUID = 1L;

    private final transient Mismatches mismatches;
    private final String report;
    private final boolean shortened;

    /** Creates an error with the report's one line as its message. */
    public CheckpointMismatchException(MismatchReport report) {
        super(report.brief());
        this.mismatches = report.mismatches();
        this.report = report.complete();
        this.shortened = report.isShortened();
    }

    /** The checkpoint is of another kind altogether. */
    public CheckpointMismatchException(String message) {
        super(message);
        this.mismatches = new Mismatches(List.of(), List.of(), List.of(), List.of());
        this.report = message;
        this.shortened = false;
    }

    /**
     * What does not fit.
     *
     * @return the mismatches, empty where the checkpoint is of another kind altogether; null after serialization
     */
    public Mismatches mismatches() {
        return mismatches;
    }

    /**
     * Whether the message leaves out mismatches that {@link #report()} lists.
     *
     * @return false if the report says nothing that the message does not say
     */
    public boolean isShortened() {
        return shortened;
    }

    /**
     * Every mismatch in readable form; tensors that differ only in their numbers share a line.
     *
     * @return several lines
     */
    public String report() {
        return report;
    }
}
