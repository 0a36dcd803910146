package io.metaformer4j.vision.loader;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads a data set in batches with several threads.
 *
 * <p>Content and order of the batches depend on data set, transform, order and seed only, never on the number of threads
 * or their speed. The memory of batches is used again and again: close each {@link Batch} when done with it.
 *
 * <pre>{@code
 * try (EpochBatches<ClassTarget> batches = loader.epoch(0)) {
 *     while (batches.hasNext()) {
 *         try (Batch<ClassTarget> batch = batches.next()) {
 *             train(batch.images(), batch.targets());
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Safe for concurrent use; each {@link EpochBatches} belongs to one thread. The data set stays the caller's to close, after
 * all batches.
 *
 * @param <T> what is known of a picture
 */
public final class DataLoader<T> {

    private final Dataset<T> dataset;
    private final SampleTransform transform;
    private final SampleOrder order;
    private final LoaderOptions options;
    private final Deque<BatchSlot<T>> pool = new ArrayDeque<>();

    /**
     * Creates a loader; no thread is started yet.
     *
     * @param dataset the samples
     * @param transform what becomes of each sample
     * @param order which samples are read in which order
     * @param options batch size, threads and policies
     */
    public DataLoader(Dataset<T> dataset, SampleTransform transform, SampleOrder order, LoaderOptions options) {
        this.dataset = dataset;
        this.transform = transform;
        this.order = order;
        this.options = options;
    }

    /**
     * The number of batches of an epoch, unless unusable samples are skipped.
     *
     * @param epoch number of the epoch
     * @return number of batches, 0 if there are no samples for this process
     */
    public int batches(long epoch) {
        return batchCount(order.indices(dataset.size(), epoch).length);
    }

    private int batchCount(int samples) {
        int full = samples / options.batchSize();
        boolean rest = options.lastBatch() == LoaderOptions.LastBatch.KEEP && samples % options.batchSize() > 0;
        return rest ? full + 1 : full;
    }

    /**
     * Starts reading an epoch.
     *
     * @param epoch number of the epoch; decides about order and augmentation
     * @return the batches; the caller closes them, which ends the threads
     */
    public EpochBatches<T> epoch(long epoch) {
        return epoch(epoch, 0);
    }

    /**
     * Starts reading an epoch at a later batch, as if the earlier ones had been read; for resuming a run.
     *
     * @param epoch number of the epoch; decides about order and augmentation
     * @param firstBatch how many batches to leave out
     * @return the batches; the caller closes them, which ends the threads
     * @throws MetaFormerException if the epoch has fewer batches
     */
    public EpochBatches<T> epoch(long epoch, int firstBatch) {
        int[] indices = order.indices(dataset.size(), epoch);
        int count = batchCount(indices.length);
        if (firstBatch < 0 || firstBatch > count) {
            throw new MetaFormerException("epoch " + epoch + " has " + count + " batches; it cannot start at batch "
                    + firstBatch + ". Did the data set or the batch size change?");
        }
        return new EpochBatches<>(this, epoch, indices, firstBatch, count);
    }

    Dataset<T> dataset() {
        return dataset;
    }

    SampleTransform transform() {
        return transform;
    }

    SampleOrder order() {
        return order;
    }

    LoaderOptions options() {
        return options;
    }

    /** Memory for batches, used before where possible. */
    List<BatchSlot<T>> takeSlots(int count) {
        List<BatchSlot<T>> slots = new ArrayList<>();
        synchronized (pool) {
            while (slots.size() < count && !pool.isEmpty()) {
                slots.add(pool.pop());
            }
        }
        while (slots.size() < count) {
            int pictures = Math.multiplyExact(options.batchSize(), transform.views());
            slots.add(new BatchSlot<>(transform.newBatch(pictures), options.batchSize()));
        }
        return slots;
    }

    void returnSlot(BatchSlot<T> slot) {
        synchronized (pool) {
            if (pool.size() <= options.prefetch()) {
                pool.push(slot);
            }
        }
    }
}
