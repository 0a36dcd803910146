package io.metaformer4j.runtime.exec;

import io.metaformer4j.runtime.dnnl.PrimitiveFactory;
import io.metaformer4j.runtime.dnnl.ThreadLimit;
import io.metaformer4j.runtime.frame.TileWorker;
import io.metaformer4j.runtime.kernel.RowKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that do one job together while the caller waits. Nothing of oneDNN runs on threads of others, whose OpenMP settings
 * stay as they are. Used by one caller at a time; the owner closes it.
 */
final class ThreadTeam implements AutoCloseable {

    /** Looks for the next job before the processor is offered to others. */
    private static final int SPINS = 200;

    /**
     * Offers before a thread goes to sleep: where nobody takes them, some tenths of a millisecond. Processors that have gone to sleep
     * wake up late, in virtual machines above all, and callers often come again at once.
     */
    private static final int YIELDS = 1000;

    private final PrimitiveFactory factory;
    private final RowKernels kernels;
    private final int threads;
    private final YieldOffers offers = new YieldOffers();
    private final StepBarrier barrier;
    private final List<Thread> members = new ArrayList<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile Thread caller;
    private volatile Job job;
    private final AtomicInteger round = new AtomicInteger();
    private volatile boolean closed;

    /** What each thread does. */
    interface Job {
        /** The share of one thread. */
        void run(int part, TileWorker worker, StepBarrier barrier);
    }

    ThreadTeam(String name, int threads, PrimitiveFactory factory, RowKernels kernels) {
        this.factory = factory;
        this.kernels = kernels;
        this.threads = threads;
        this.barrier = new StepBarrier(threads, offers);
        for (int i = 0; i < threads; i++) {
            int part = i;
            Thread thread = new Thread(() -> work(part), "metaformer-cpu-" + name + "-" + i);
            thread.setDaemon(true);
            members.add(thread);
            thread.start();
        }
    }

    int threads() {
        return threads;
    }

    private void work(int part) {
        ThreadLimit.toCallingThread();
        try (TileWorker worker = new TileWorker(factory.stream(), kernels)) {
            int done = 0;
            while (awaitRound(done)) {
                done = round.get();
                try {
                    job.run(part, worker, barrier);
                } catch (Throwable e) { // also an OutOfMemoryError has to reach the caller
                    failure.compareAndSet(null, e);
                    barrier.breakUp();
                }
                if (busy.decrementAndGet() == 0) {
                    LockSupport.unpark(caller);
                }
            }
        }
    }

    private boolean awaitRound(int done) {
        for (int i = 0; round.get() == done && !closed; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else if (i >= SPINS + YIELDS || !offers.offer()) {
                LockSupport.park(this);
            }
        }
        return !closed;
    }

    /** Lets every thread do its share, and returns when all have. */
    void run(Job next) {
        failure.set(null);
        barrier.reset();
        job = next;
        caller = Thread.currentThread();
        busy.set(threads);
        round.incrementAndGet();
        members.forEach(LockSupport::unpark);
        boolean interrupted = false;
        while (busy.get() > 0) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        job = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable failed = failure.get();
        if (failed instanceof RuntimeException e) {
            throw e;
        }
        if (failed instanceof Error e) {
            throw e;
        }
    }

    /** Ends the threads, and returns when they have ended. */
    @Override
    public void close() {
        closed = true;
        members.forEach(LockSupport::unpark);
        boolean interrupted = false;
        for (Thread thread : members) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
