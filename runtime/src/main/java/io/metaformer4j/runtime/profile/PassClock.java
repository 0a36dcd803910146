package io.metaformer4j.runtime.profile;

import io.metaformer4j.engine.profile.StepTime;
import io.metaformer4j.runtime.exec.StepWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Notes how long each thread is at each step of one pass. A thread's time goes without gaps to the steps that it computes, and while it
 * waits to the step that it computed last. Every thread has arrays of its own; read when all have ended.
 */
final class PassClock implements StepWatch {

    private static final double NANOS = 1e9;

    private final LongSupplier nanos;
    private final List<Part> parts = new ArrayList<>();

    /** What one thread has noted. */
    private static final class Part {
        private final long[] computing;
        private final long[] waiting;
        private long since;
        private boolean used;

        Part(int steps) {
            this.computing = new long[steps];
            this.waiting = new long[steps];
        }
    }

    /**
     * A clock at zero.
     *
     * @param threads threads that may take part
     * @param steps steps that run
     * @param nanos the time, in nanoseconds
     */
    PassClock(int threads, int steps, LongSupplier nanos) {
        this.nanos = nanos;
        for (int i = 0; i < threads; i++) {
            parts.add(new Part(steps));
        }
    }

    @Override
    public void begins(int part) {
        Part own = parts.get(part);
        own.used = true;
        own.since = nanos.getAsLong();
    }

    @Override
    public void waited(int part, int step) {
        Part own = parts.get(part);
        long now = nanos.getAsLong();
        own.waiting[step - 1] += now - own.since; // nobody waits before the first step, which reads nothing
        own.since = now;
    }

    @Override
    public void computed(int part, int step) {
        Part own = parts.get(part);
        long now = nanos.getAsLong();
        own.computing[step] += now - own.since;
        own.since = now;
    }

    /** Means over the threads that took part. */
    List<StepTime> times() {
        List<Part> used = parts.stream().filter(part -> part.used).toList();
        List<StepTime> times = new ArrayList<>();
        for (int i = 0; i < parts.get(0).computing.length; i++) {
            long computing = 0;
            long waiting = 0;
            for (Part part : used) {
                computing += part.computing[i];
                waiting += part.waiting[i];
            }
            double divisor = NANOS * Math.max(1, used.size());
            times.add(new StepTime((computing + waiting) / divisor, waiting / divisor));
        }
        return times;
    }
}
