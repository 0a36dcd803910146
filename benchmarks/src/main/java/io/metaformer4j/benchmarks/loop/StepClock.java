package io.metaformer4j.benchmarks.loop;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Seconds of a training loop by what they were spent on. Safe for concurrent use, because replicas tell their steps at once; the
 * times between two of them then count for the phase that the later one ended.
 */
final class StepClock {

    /** What a loop does, in this order. */
    enum Phase {
        /** Waiting for a batch. */
        LOADING,
        /** Mixing, targets, and the batch as a tensor. */
        PREPARING,
        /** The network and the loss. */
        FORWARD,
        BACKWARD,
        /** Clipping, the optimizer, and forgetting the gradients. */
        UPDATE
    }

    private final Map<Phase, Double> spent = new EnumMap<>(Phase.class);
    private long last = System.nanoTime();

    /** Begins anew. */
    synchronized void start() {
        spent.clear();
        last = System.nanoTime();
    }

    /** A phase has ended, and another one begins. */
    synchronized void mark(Phase ended) {
        long now = System.nanoTime();
        spent.merge(ended, (now - last) * 1e-9, Double::sum);
        last = now;
    }

    /** Seconds since the start by the names of the phases, in their order. */
    synchronized Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (Phase phase : Phase.values()) {
            seconds.put(phase.name().toLowerCase(Locale.ROOT), spent.getOrDefault(phase, 0.0));
        }
        return seconds;
    }
}
