package io.metaformer4j.weights.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only when a test says so; pauses take none of the computer's. */
final class ManualTicker implements Ticker {

    private final AtomicLong nanos = new AtomicLong();
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    /** What was waited for, in order. */
    List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public void pause(Duration duration) {
        pauses.add(duration);
        advance(duration);
    }
}
