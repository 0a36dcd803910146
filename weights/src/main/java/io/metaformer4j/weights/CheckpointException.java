package io.metaformer4j.weights;

import io.metaformer4j.zoo.MetaFormerException;

/** A checkpoint that cannot be used: damaged, dangerous, of an unknown kind, or not fitting its model. */
public abstract class CheckpointException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an error with a message for the user.
     *
     * @param message what was wrong, where, and how to mend it
     */
    protected CheckpointException(String message) {
        super(message);
    }

    /**
     * Creates an error with a message for the user and the failure that revealed it.
     *
     * @param message what was wrong, where, and how to mend it
     * @param cause the underlying failure
     */
    protected CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
