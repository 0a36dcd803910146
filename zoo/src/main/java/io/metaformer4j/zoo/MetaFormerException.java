package io.metaformer4j.zoo;

/**
 * Root of every error that metaformer4j reports about its input: unknown models, unusable checkpoints, rejected pictures,
 * inconsistent architectures.
 *
 * <p>The message is one sentence that says what was wrong, where, and how to fix it. Failures of the file system stay
 * {@link java.io.IOException}s.
 */
public class MetaFormerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an error with a message for the user.
     *
     * @param message what was wrong, where, and how to fix it
     */
    public MetaFormerException(String message) {
        super(message);
    }

    /**
     * Creates an error with a message for the user and the failure that revealed it.
     *
     * @param message what was wrong, where, and how to fix it
     * @param cause the underlying failure
     */
    public MetaFormerException(String message, Throwable cause) {
        super(message, cause);
    }
}
