package io.metaformer4j.weights;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;

/**
 * A checkpoint that cannot be used: damaged, dangerous, of an unknown kind, or not fitting its model. The message is one line
 * without control characters, whatever the file has in its names.
 */
public abstract class CheckpointException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    private static final int MAX_MESSAGE = 4000;

    /**
     * Creates an error with a message for the user.
     *
     * @param message what was wrong, where, and how to fix it
     */
    protected CheckpointException(String message) {
        super(PrintableText.of(message, MAX_MESSAGE));
    }

    /**
     * Creates an error with a message for the user and the failure that revealed it.
     *
     * @param message what was wrong, where, and how to fix it
     * @param cause the underlying failure
     */
    protected CheckpointException(String message, Throwable cause) {
        super(PrintableText.of(message, MAX_MESSAGE), cause);
    }
}
