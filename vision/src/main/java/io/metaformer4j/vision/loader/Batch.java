package io.metaformer4j.vision.loader;

import io.metaformer4j.vision.ImageBatch;
import java.util.Arrays;

/**
 * Pictures with their labels. Its memory belongs to the loader: what it returns is valid until it is closed.
 *
 * <p>Close it in the thread that reads the {@link EpochBatches}, or hand it over safely.
 */
public final class Batch implements AutoCloseable {

    private final EpochBatches owner;
    private final BatchSlot slot;
    private final ImageBatch images;
    private final int[] labels;
    private final long[] indices;
    private boolean closed;

    Batch(EpochBatches owner, BatchSlot slot) {
        int size = slot.count();
        this.owner = owner;
        this.slot = slot;
        this.images = slot.images().first(size);
        this.labels = size == slot.labels().length ? slot.labels() : Arrays.copyOf(slot.labels(), size);
        this.indices = size == slot.indices().length ? slot.indices() : Arrays.copyOf(slot.indices(), size);
    }

    /**
     * The number of pictures, labels and indices.
     *
     * @return at least 1; less than the batch size at the end of an epoch or where samples were skipped
     */
    public int size() {
        return labels.length;
    }

    /**
     * The pictures.
     *
     * @return batch of {@link #size()} pictures, valid until this batch is closed
     * @throws IllegalStateException if it is closed
     */
    public ImageBatch images() {
        checkOpen();
        return images;
    }

    /**
     * The class of each picture.
     *
     * @return array of {@link #size()} class indices, valid until this batch is closed
     * @throws IllegalStateException if it is closed
     */
    public int[] labels() {
        checkOpen();
        return labels;
    }

    /**
     * Which sample of the data set each picture is.
     *
     * @return array of {@link #size()} sample indices, valid until this batch is closed
     * @throws IllegalStateException if it is closed
     */
    public long[] indices() {
        checkOpen();
        return indices;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the batch is closed and its memory may hold another batch");
        }
    }

    /** Gives the memory back to the loader. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            owner.release(slot);
        }
    }
}
