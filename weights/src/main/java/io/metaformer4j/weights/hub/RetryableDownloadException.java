package io.metaformer4j.weights.hub;

import java.time.Duration;

/** An attempt to download that failed, but may succeed when it is repeated. */
final class RetryableDownloadException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    RetryableDownloadException(String reason, Duration pause, Throwable cause) {
        super(reason, cause);
        this.pause = pause;
    }

    static RetryableDownloadException of(String reason) {
        return new RetryableDownloadException(reason, Duration.ZERO, null);
    }

    static RetryableDownloadException of(String reason, Throwable cause) {
        return new RetryableDownloadException(reason, Duration.ZERO, cause);
    }

    /** How long the server asks to wait. */
    Duration pause() {
        return pause;
    }
}
