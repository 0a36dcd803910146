package io.metaformer4j.evaluation.speed;

import java.util.List;

/** Looks at the cores for a moment in which nothing is measured. */
@FunctionalInterface
public interface CoreProbe {

    /**
     * Keeps the cores busy for a moment.
     *
     * @return what was seen of them
     */
    CoreReading read();

    /** Looks at most until the cores have come to rest: a second of those that spin. */
    int MOST_LOOKS = 20;

    /** Part by which the usual piece of work of two looks may differ that agree. */
    double AGREEMENT = 0.05;

    /**
     * Looks at the cores until two looks agree and nobody else had the cores at the second, or {@value #MOST_LOOKS} times. In a virtual machine
     * that has just started, the loop itself is still being compiled, and so is what was loaded, on threads of its own.
     *
     * @return the last look
     */
    default CoreReading settled() {
        CoreReading last = read();
        for (int i = 1; i < MOST_LOOKS; i++) {
            CoreReading next = read();
            boolean agrees = Math.abs(next.piece() - last.piece()) <= AGREEMENT * last.piece();
            last = next;
            if (agrees && MachineVerdict.of(next, List.of(next)).state() == MachineVerdict.State.STEADY) {
                break;
            }
        }
        return last;
    }

    /**
     * A probe that spins for 50 milliseconds, of which the first 20 do not count.
     *
     * @param threads how many cores it looks at, at least 1
     * @return the probe
     */
    static CoreProbe spinning(int threads) {
        return new SpinningCores(threads);
    }
}
