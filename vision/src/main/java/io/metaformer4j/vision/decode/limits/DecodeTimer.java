package io.metaformer4j.vision.decode.limits;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/**
 * Measures whether a thread has worked on an image for too long. Time in which the processor did something else does not count: on
 * a machine with much to do, a large picture may well take a minute.
 *
 * <p>Confine to one thread.
 */
final class DecodeTimer {

    private static final long MEGABYTE = 1_000_000;

    /** Decoders work for at most about half a second on a megabyte; slower machines need more. */
    private static final int MEGABYTES_PER_LIMIT = 5;

    /** Below this share of the limit only the clock is read: the first query for processor time is slow. */
    private static final int UNMEASURED = 10;

    /** After so many limits by the clock decoding is stopped, even if the processor was busy with something else. */
    private static final int PATIENCE = 10;

    private final long limit;
    private final LongSupplier clock;
    private final LongSupplier processor;
    private final long start;
    private boolean measuring;
    private long before;

    /**
     * Starts.
     *
     * @param limit nanoseconds
     * @param clock nanoseconds since some time
     * @param processor nanoseconds in which this thread has worked since it began; negative where the system does not tell
     */
    DecodeTimer(long limit, LongSupplier clock, LongSupplier processor) {
        this.limit = limit;
        this.clock = clock;
        this.processor = processor;
        this.start = clock.getAsLong();
    }

    /** Starts for an image file of a size: a large one may take longer than the limit. */
    static DecodeTimer of(long bytes, DecodeOptions options) {
        double share = 1 + (double) bytes / (MEGABYTES_PER_LIMIT * MEGABYTE);
        return new DecodeTimer(
                (long) (options.maxTime().toNanos() * share), System::nanoTime, DecodeTimer::ofThisThread);
    }

    private static long ofThisThread() {
        try {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : -1;
        } catch (UnsupportedOperationException e) {
            return -1; // virtual threads have no time of their own; then the clock alone counts
        }
    }

    /** Whether the thread has worked for longer than the limit, or the clock shows many times as much. */
    boolean isOver() {
        long elapsed = clock.getAsLong() - start;
        if (elapsed <= limit / UNMEASURED) {
            return false;
        }
        if (!measuring) {
            measuring = true;
            long all = processor.getAsLong();
            before = Math.min(elapsed, all) - all;
        }
        if (elapsed <= limit) {
            return false;
        }
        long now = processor.getAsLong();
        return now < 0 || before + now > limit || elapsed > PATIENCE * limit;
    }

    double limitSeconds() {
        return limit / 1e9;
    }
}
