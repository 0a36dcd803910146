package io.metaformer4j.vision.loader;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.transform.AppliedGeometry;
import java.util.Arrays;
import java.util.List;

/**
 * Pictures with their targets. Its memory belongs to the loader: what it returns is valid until it is closed.
 *
 * <p>Close it in the thread that reads the {@link EpochBatches}, or hand it over safely.
 *
 * @param <T> what is known of a picture
 */
public final class Batch<T> implements AutoCloseable {

    private final EpochBatches<T> owner;
    private final BatchSlot<T> slot;
    private final ImageBatch images;
    private final List<T> targets;
    private final List<AppliedGeometry> geometries;
    private final long[] indices;
    private boolean closed;

    Batch(EpochBatches<T> owner, BatchSlot<T> slot) {
        int size = slot.count();
        this.owner = owner;
        this.slot = slot;
        this.images = slot.images().first(size * slot.views());
        this.targets = slot.targets(size);
        this.geometries = slot.geometries(size);
        this.indices = size == slot.indices().length ? slot.indices() : Arrays.copyOf(slot.indices(), size);
    }

    /**
     * The number of samples, each with a target and an index.
     *
     * @return at least 1; less than the batch size at the end of an epoch or where samples were skipped
     */
    public int size() {
        return targets.size();
    }

    /**
     * The pictures.
     *
     * @return the views of {@link #size()} samples, usually one of each, valid until this batch is closed
     * @throws IllegalStateException if it is closed
     */
    public ImageBatch images() {
        checkOpen();
        return images;
    }

    /**
     * What is known of each picture as it is decoded.
     *
     * @return unmodifiable list of {@link #size()} targets; {@link ClassTarget#labels} makes an array of classes
     * @throws IllegalStateException if it is closed
     */
    public List<T> targets() {
        checkOpen();
        return targets;
    }

    /**
     * Which part of each sample's picture was loaded, and whether it was mirrored, by which places in a target become places in
     * {@link #images()}: {@link io.metaformer4j.vision.data.Boxes#in}, {@link io.metaformer4j.vision.data.Mask#in}. All views of a
     * sample have one in common.
     *
     * @return unmodifiable list of {@link #size()} geometries
     * @throws IllegalStateException if it is closed
     */
    public List<AppliedGeometry> geometries() {
        checkOpen();
        return geometries;
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
