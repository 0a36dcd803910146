package io.metaformer4j.runtime.exec;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Where threads wait for each other. They spin for about as long as it takes to wake a sleeping thread, and then look again and again
 * while they offer the processor to others: where somebody else uses the processors, spinning on would keep the one who is waited for
 * from running. They sleep in short naps if that takes long or somebody takes the offer; no sooner, because the timer adds some
 * fifty microseconds to the shortest nap, several times what threads of equal shares are apart.
 */
final class StepBarrier {

    /** Looks before the processor is offered to others; where a pause takes long, about a tenth of a millisecond. */
    private static final int SPINS = 2000;

    /** Offers before the first nap: where nobody takes them, about two milliseconds. */
    private static final int YIELDS = 4000;

    private static final long NAP_NANOS = 20_000;

    private final int parties;
    private final YieldOffers offers;
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile int phase;
    private volatile boolean broken;

    StepBarrier(int parties, YieldOffers offers) {
        this.parties = parties;
        this.offers = offers;
    }

    /** Waits until all have come here. */
    void await() {
        if (parties == 1) {
            return;
        }
        int current = phase;
        if (arrived.incrementAndGet() == parties) {
            arrived.set(0);
            phase = current + 1;
            return;
        }
        for (int i = 0; phase == current; i++) {
            if (broken) {
                throw new IllegalStateException("another thread of the same run has failed");
            }
            if (i < SPINS) {
                Thread.onSpinWait();
            } else if (i >= SPINS + YIELDS || !offers.offer()) {
                LockSupport.parkNanos(this, NAP_NANOS);
            }
        }
    }

    /** Lets all go who wait for somebody who will not come. */
    void breakUp() {
        broken = true;
    }

    /** As new. */
    void reset() {
        arrived.set(0);
        broken = false;
    }
}
