package io.metaformer4j.runtime.exec;

/**
 * Offers the processor to others while a thread waits, as long as nobody takes it for long. An offer that is taken costs the time
 * slices of all who want to run, while a thread that wakes up from a nap runs soon. So after such an offer none is made for a while,
 * twice as long each time, until offers are no longer taken: beside two busy programs on two cores threads that always offered needed 2.5
 * times as long, and on a quiet machine threads that never did 1.4 % longer. Shared by the threads of a team, which may overwrite each other's notes.
 */
final class YieldOffers {

    /** Longer than a look, shorter than a time slice. */
    private static final long TAKEN_NANOS = 500_000;

    private static final long LEAST_PAUSE_NANOS = 10_000_000;
    private static final long MOST_PAUSE_NANOS = 1_000_000_000;

    /** Offers in a row that nobody takes until the pause is about a third. */
    private static final int REMEMBERED = 64;

    private volatile long next = System.nanoTime();
    private volatile long pause = LEAST_PAUSE_NANOS;

    /** Offers the processor once; false, without an offer, if one was taken a short time ago. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: whoever is waited for runs anyway, sooner or later
    boolean offer() {
        long before = System.nanoTime();
        if (before - next < 0) {
            return false;
        }
        Thread.yield();
        long after = System.nanoTime();
        long current = pause;
        if (after - before > TAKEN_NANOS) {
            next = after + current;
            pause = Math.min(MOST_PAUSE_NANOS, 2 * current);
        } else if (current > LEAST_PAUSE_NANOS) {
            pause = Math.max(LEAST_PAUSE_NANOS, current - current / REMEMBERED);
        }
        return true;
    }
}
