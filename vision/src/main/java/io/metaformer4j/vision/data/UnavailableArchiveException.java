package io.metaformer4j.vision.data;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * An archive cannot be read, or is another one than when it was opened. Its pictures may be sound, and the next ones would
 * fail with it, so they are never left out as broken.
 */
public final class UnavailableArchiveException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an error with a message for the user.
     *
     * @param message what was wrong, where, and how to fix it
     */
    public UnavailableArchiveException(String message) {
        super(message);
    }

    /**
     * Creates an error with a message for the user and the failure that revealed it.
     *
     * @param message what was wrong, where, and how to fix it
     * @param cause the underlying failure
     */
    public UnavailableArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
