package io.metaformer4j.weights;

/** A file that may be intact but holds nothing this package can read, or not what was asked for. */
public final class UnsupportedCheckpointException extends CheckpointException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an error with a message for the user.
     *
     * @param message what was wrong, where, and how to fix it
     */
    public UnsupportedCheckpointException(String message) {
        super(message);
    }

    /**
     * Creates an error with a message for the user and the failure that revealed it.
     *
     * @param message what was wrong, where, and how to fix it
     * @param cause the underlying failure
     */
    public UnsupportedCheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
