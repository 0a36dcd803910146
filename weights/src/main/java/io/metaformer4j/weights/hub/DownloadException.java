package io.metaformer4j.weights.hub;

import io.metaformer4j.zoo.MetaFormerException;

/** Weights that could not be fetched; the message says from where, why, and what to do. */
public final class DownloadException extends MetaFormerException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an error with a message for the user.
     *
     * @param message what was wrong, where, and how to fix it
     */
    public DownloadException(String message) {
        super(message);
    }

    /**
     * Creates an error with a message for the user and the failure that revealed it.
     *
     * @param message what was wrong, where, and how to fix it
     * @param cause the underlying failure
     */
    public DownloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
