package io.metaformer4j.weights;

/** A pickled file that asks for code to be run; it was refused and nothing of it was executed. */
public final class UnsafeCheckpointException extends CheckpointException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an error with a message for the user.
     *
     * @param message what was wrong, where, and how to fix it
     */
    public UnsafeCheckpointException(String message) {
        super(message);
    }

    /**
     * Creates an error with a message for the user and the failure that revealed it.
     *
     * @param message what was wrong, where, and how to fix it
     * @param cause the underlying failure
     */
    public UnsafeCheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
