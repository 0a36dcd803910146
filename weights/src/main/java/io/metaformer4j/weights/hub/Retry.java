package io.metaformer4j.weights.hub;

import java.time.Duration;

/** An attempt that failed but may succeed when repeated. */
final class Retry extends Exception {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    Retry(String reason, Duration pause, Throwable cause) {
        super(reason, cause);
        this.pause = pause;
    }

    static Retry of(String reason) {
        return new Retry(reason, Duration.ZERO, null);
    }

    static Retry of(String reason, Throwable cause) {
        return new Retry(reason, Duration.ZERO, cause);
    }

    /** How long the server asks to wait. */
    Duration pause() {
        return pause;
    }
}
