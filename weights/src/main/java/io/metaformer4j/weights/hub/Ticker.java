package io.metaformer4j.weights.hub;

import java.time.Duration;

/** The time that a download sees pass, so that tests of timeouts need none. */
interface Ticker {

    /** The computer's own. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis());
        }
    };

    /** Nanoseconds since some moment; only differences mean anything. */
    long nanos();

    /** Returns after a while. */
    void pause(Duration duration) throws InterruptedException;
}
