package io.metaformer4j.evaluation.speed;

/** Looks at the cores for a moment in which nothing is measured. */
@FunctionalInterface
public interface CoreProbe {

    /**
     * Keeps the cores busy for a moment.
     *
     * @return what was seen of them
     */
    CoreReading read();

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
