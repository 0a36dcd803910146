package io.metaformer4j.vision.loader;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Batches being filled by workers and waiting for the consumer; safe for concurrent use.
 *
 * <p>Workers claim small ranges of samples, always the next ones: a batch is begun only when all earlier ones are fully
 * claimed, so the begun batches complete one after the other and none can be starved. A batch needs a free slot; slots
 * come back when the consumer closes a batch (backpressure).
 *
 * <p>Where failures end the epoch, the first one stops further claims, and the consumer meets it where the failed batch
 * would have come. Samples before a failed one were claimed before it and every claim is finished, so it is the same
 * failure in every run.
 *
 * @param <T> what is known of a picture
 */
final class BatchQueue<T> {

    private final LoaderOptions options;
    private final int samples;
    private final int batchCount;
    private final int chunk;
    private final int slots;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition slotFree = lock.newCondition();
    private final Condition progress = lock.newCondition();
    private final Deque<BatchSlot<T>> free = new ArrayDeque<>();
    private final Deque<BatchSlot<T>> begun = new ArrayDeque<>();
    private int nextBatch;
    private int nextPosition;
    private boolean stopped;
    private volatile boolean abandoned;
    private Optional<Error> crash = Optional.empty();

    /** Samples that a worker has taken on; reused by the worker from claim to claim. */
    static final class Claim<T> {

        private BatchSlot<T> slot;
        private int batch;
        private int from;
        private int to;

        BatchSlot<T> slot() {
            return slot;
        }

        int batch() {
            return batch;
        }

        /** First position in the batch. */
        int from() {
            return from;
        }

        /** Position in the batch behind the last one. */
        int to() {
            return to;
        }
    }

    BatchQueue(LoaderOptions options, int samples, int firstBatch, int batchCount, List<BatchSlot<T>> slots) {
        this.options = options;
        this.samples = samples;
        this.nextBatch = firstBatch;
        this.batchCount = batchCount;
        this.chunk = Math.max(1, options.batchSize() / (4 * Math.max(1, options.workers())));
        this.slots = slots.size();
        free.addAll(slots);
    }

    /** Takes on the next samples; waits for a free slot if there is none. False at the end of the epoch or after a stop. */
    boolean claim(Claim<T> claim) {
        lock.lock();
        try {
            while (!stopped && nextBatch < batchCount) {
                if (nextPosition > 0 || begin()) {
                    assign(claim);
                    return true;
                }
                slotFree.awaitUninterruptibly();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean begin() {
        if (free.isEmpty()) {
            return false;
        }
        BatchSlot<T> slot = free.remove();
        slot.start(Math.min(options.batchSize(), samples - nextBatch * options.batchSize()));
        begun.add(slot);
        return true;
    }

    private void assign(Claim<T> claim) {
        claim.slot = begun.getLast();
        claim.batch = nextBatch;
        claim.from = nextPosition;
        claim.to = Math.min(claim.slot.count(), claim.from + chunk);
        claim.slot.claimed(claim.to - claim.from);
        nextPosition = claim.to;
        if (nextPosition == claim.slot.count()) {
            nextBatch++;
            nextPosition = 0;
        }
    }

    /** Gives a claim back, done except for the failures. */
    void finish(Claim<T> claim, List<BatchSlot.Failure> failures) {
        lock.lock();
        try {
            claim.slot.finished(claim.to - claim.from, failures);
            if (fails(claim.slot)) {
                stopClaims();
            }
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Reports the failure of a worker, which the consumer will throw. */
    void crash(Error error) {
        lock.lock();
        try {
            if (crash.isEmpty()) {
                crash = Optional.of(error);
            }
            stopClaims();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets no worker begin anything new, not even the rest of what it has taken on: nobody wants it any more. */
    void stop() {
        abandoned = true;
        lock.lock();
        try {
            stopClaims();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the consumer is gone. After a failure it is not: claims before it are finished, so that the first is met. */
    boolean isAbandoned() {
        return abandoned;
    }

    private void stopClaims() {
        stopped = true;
        slotFree.signalAll();
    }

    /** What the consumer finds when it looks for a batch. */
    enum State {
        READY,
        LOADING,
        OVER
    }

    /** Whether the next batch can be taken, without waiting. */
    State poll() {
        lock.lock();
        try {
            return state();
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the next batch is loading. */
    State await() {
        lock.lock();
        try {
            while (state() == State.LOADING) {
                progress.await();
            }
            return state();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MetaFormerException("interrupted while waiting for a batch", e);
        } finally {
            lock.unlock();
        }
    }

    private State state() {
        if (crash.isPresent()) {
            throw crash.get();
        }
        BatchSlot<T> head = begun.peek();
        if (head == null) {
            if (nextBatch == batchCount) {
                return State.OVER;
            }
            if (free.isEmpty()) {
                throw new IllegalStateException("all " + slots
                        + " batches that the loader may have at once are in use; close one before asking for the next");
            }
            return State.LOADING;
        }
        if (fails(head)) {
            if (head.isIdle()) {
                BatchSlot.Failure first = head.failures().stream()
                        .filter(failure -> isFailing() || failure.fatal())
                        .findFirst()
                        .orElseThrow();
                throw new SampleFailedException(first.index(), first.name(), first.cause());
            }
            return State.LOADING;
        }
        return head.isComplete() ? State.READY : State.LOADING;
    }

    private boolean fails(BatchSlot<T> slot) {
        return isFailing() ? slot.hasFailure() : slot.hasFatalFailure();
    }

    private boolean isFailing() {
        return options.failures() == LoaderOptions.FailurePolicy.FAIL;
    }

    /** Takes the batch that is ready. */
    BatchSlot<T> take() {
        lock.lock();
        try {
            return begun.remove();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the memory of a batch back. */
    void release(BatchSlot<T> slot) {
        lock.lock();
        try {
            free.add(slot);
            slotFree.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Removes all slots that are not with the consumer; to be called when no worker is left. */
    List<BatchSlot<T>> drain() {
        lock.lock();
        try {
            List<BatchSlot<T>> all = new ArrayList<>(free);
            all.addAll(begun);
            free.clear();
            begun.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }
}
