package io.metaformer4j.vision.loader;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The batches of one epoch, in order. Close them to end the loader's threads, also before the end of the epoch.
 *
 * <p>Confine it to one thread; only its batches may be closed by others.
 *
 * @param <T> what is known of a picture
 */
public final class EpochBatches<T> implements Iterator<Batch<T>>, AutoCloseable {

    private final DataLoader<T> loader;
    private final long epoch;
    private final BatchQueue<T> queue;
    private final List<Thread> threads = new ArrayList<>();
    private final Optional<LoaderWorker<T>> ownWorker;
    private final List<SkippedSamples.Skipped> skipped = new ArrayList<>();
    private Consumer<SkippedSamples.Skipped> skipListener = sample -> {};
    private long skippedCount;
    private int position;
    private Optional<Batch<T>> ready = Optional.empty();
    private volatile boolean closed;

    EpochBatches(DataLoader<T> loader, long epoch, int[] order, int firstBatch, int batchCount) {
        this.loader = loader;
        this.epoch = epoch;
        this.position = firstBatch;
        LoaderOptions options = loader.options();
        int slots = Math.min(options.prefetch() + 1, batchCount - firstBatch);
        this.queue = new BatchQueue<>(options, order.length, firstBatch, batchCount, loader.takeSlots(slots));
        this.ownWorker = options.workers() == 0
                ? Optional.of(new LoaderWorker<>(loader, queue, epoch, order))
                : Optional.empty();
        for (int i = 0; i < options.workers(); i++) {
            Thread thread = new Thread(new LoaderWorker<>(loader, queue, epoch, order), "metaformer-loader-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /**
     * Waits until the next batch is loaded or the epoch is over.
     *
     * @return whether there is another batch
     * @throws SampleFailedException if a sample of the next batch cannot be loaded
     * @throws IllegalStateException if this is closed, or all batches that may exist at once are still open
     */
    @Override
    public boolean hasNext() {
        if (closed) {
            throw new IllegalStateException("the batches of epoch " + epoch + " are closed");
        }
        while (ready.isEmpty() && awaitBatch()) {
            BatchSlot<T> slot = queue.take();
            position++;
            if (slot.hasFailure()) {
                leaveOut(slot);
            }
            if (slot.count() == 0) {
                queue.release(slot);
            } else {
                ready = Optional.of(new Batch<>(this, slot));
            }
        }
        return ready.isPresent();
    }

    private boolean awaitBatch() {
        if (ownWorker.isEmpty()) {
            return queue.await() == BatchQueue.State.READY;
        }
        while (queue.poll() == BatchQueue.State.LOADING) {
            ownWorker.get().step();
        }
        return queue.poll() == BatchQueue.State.READY;
    }

    private void leaveOut(BatchSlot<T> slot) {
        for (BatchSlot.Failure failure : slot.failures()) {
            SkippedSamples.Skipped sample = new SkippedSamples.Skipped(
                    failure.index(), failure.name(), SampleFailedException.describe(failure.cause()));
            skippedCount++;
            if (skipped.size() < SkippedSamples.DETAILS) {
                skipped.add(sample);
            }
            skipListener.accept(sample);
        }
        slot.compact();
    }

    /**
     * Hands out the next batch.
     *
     * @return the batch; the caller closes it
     * @throws NoSuchElementException if the epoch is over
     * @throws SampleFailedException if a sample of the batch cannot be loaded
     */
    @Override
    public Batch<T> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("epoch " + epoch + " has no more batches");
        }
        Batch<T> next = ready.orElseThrow();
        ready = Optional.empty();
        return next;
    }

    /**
     * Where the reader stands in the epoch, to go on from there with {@link DataLoader#epoch(long, int)}. To be asked after
     * {@link #next()}, or when there are no more.
     *
     * @return number of batches behind the reader, with those of which no sample was usable
     */
    public int position() {
        return position;
    }

    /**
     * The samples left out of the batches so far, under {@link LoaderOptions.FailurePolicy#SKIP_AND_COUNT}.
     *
     * @return their number and the first of them
     */
    public SkippedSamples skipped() {
        return new SkippedSamples(skippedCount, skipped);
    }

    /**
     * Has every sample told that is left out from now on, however many there are.
     *
     * @param listener is told of them in the order of the samples, in the thread that asks for batches, before the
     *     batch that they are left out of
     */
    public void onSkipped(Consumer<SkippedSamples.Skipped> listener) {
        skipListener = listener;
    }

    /** Takes back the memory of a batch. */
    void release(BatchSlot<T> slot) {
        if (closed) {
            loader.returnSlot(slot);
        } else {
            queue.release(slot);
        }
    }

    /**
     * Ends the threads after the samples they are working on, and waits for them. Batches that are still open stay valid until
     * they are closed. Closing twice is allowed.
     */
    @Override
    public void close() {
        queue.stop();
        join();
        closed = true;
        ready.ifPresent(Batch::close);
        ready = Optional.empty();
        queue.drain().forEach(loader::returnSlot);
    }

    /** Waits for the threads, also when interrupted: interrupting them would close the files that they are reading. */
    private void join() {
        boolean interrupted = false;
        for (Thread thread : threads) {
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
