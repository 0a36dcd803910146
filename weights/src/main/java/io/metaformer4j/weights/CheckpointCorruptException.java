package io.metaformer4j.weights;

/** A file that is damaged: truncated, malformed, or contradicting its own checksums and declarations. */
public final class CheckpointCorruptException extends CheckpointException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an error with a message for the user.
     *
     * @param message what was wrong, where, and how to fix it
     */
    public CheckpointCorruptException(String message) {
        super(message);
    }

    /**
     * Creates an error with a message for the user and the failure that revealed it.
     *
     * @param message what was wrong, where, and how to fix it
     * @param cause the underlying failure
     */
    public CheckpointCorruptException(String message, Throwable cause) {
        super(message, cause);
    }
}
