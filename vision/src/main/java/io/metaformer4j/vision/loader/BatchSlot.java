package io.metaformer4j.vision.loader;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.transform.AppliedGeometry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * The recycled memory of a batch while it is filled and used.
 *
 * <p>Workers write pictures, targets, geometries and indices of their own positions without a lock; everything else is guarded by the
 * lock of the {@link BatchQueue}.
 *
 * @param <T> what is known of a picture
 */
final class BatchSlot<T> {

    private final ImageBatch images;
    private final int views;
    private final AtomicReferenceArray<T> targets;
    private final AppliedGeometry[] geometries;
    private final long[] indices;
    private final List<Failure> failures = new ArrayList<>();
    private int count;
    private int unfinished;
    private int inFlight;

    /**
     * A sample that could not be loaded.
     *
     * @param position its position in the batch
     * @param index which sample of the data set
     * @param name what the data set calls it
     * @param cause why
     * @param fatal whether it is a defect of the program, the disk or a server rather than of the sample
     */
    record Failure(int position, int index, String name, Exception cause, boolean fatal) {}

    /**
     * Prepares a batch.
     *
     * @param images the memory of all views of the samples
     * @param capacity number of samples
     */
    BatchSlot(ImageBatch images, int capacity) {
        this.images = images;
        this.views = images.size() / capacity;
        this.targets = new AtomicReferenceArray<>(capacity);
        this.geometries = new AppliedGeometry[capacity];
        this.indices = new long[capacity];
    }

    void start(int samples) {
        count = samples;
        unfinished = samples;
        inFlight = 0;
        failures.clear();
    }

    ImageBatch images() {
        return images;
    }

    /** Pictures of each sample, one after the other. */
    int views() {
        return views;
    }

    void setTarget(int position, T target) {
        targets.set(position, target);
    }

    /** The targets of the first pictures. */
    List<T> targets(int size) {
        return IntStream.range(0, size).mapToObj(targets::get).toList();
    }

    void setGeometry(int position, AppliedGeometry geometry) {
        geometries[position] = geometry;
    }

    /** The geometries of the first pictures. */
    List<AppliedGeometry> geometries(int size) {
        return List.of(Arrays.copyOf(geometries, size));
    }

    long[] indices() {
        return indices;
    }

    int count() {
        return count;
    }

    void claimed(int samples) {
        inFlight += samples;
    }

    void finished(int samples, List<Failure> failed) {
        inFlight -= samples;
        unfinished -= samples;
        failures.addAll(failed);
    }

    boolean isComplete() {
        return unfinished == 0;
    }

    boolean isIdle() {
        return inFlight == 0;
    }

    boolean hasFailure() {
        return !failures.isEmpty();
    }

    boolean hasFatalFailure() {
        return failures.stream().anyMatch(Failure::fatal);
    }

    /** Failures in the order of the samples. */
    List<Failure> failures() {
        failures.sort((a, b) -> Integer.compare(a.position(), b.position()));
        return failures;
    }

    /** Closes the gaps that failed samples left, keeping the order of the others. */
    void compact() {
        boolean[] gap = new boolean[count];
        failures.forEach(failure -> gap[failure.position()] = true);
        int sampleBytes = views * images.pictureBytes();
        ByteBuffer bytes = images.bytes();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (gap[i]) {
                continue;
            }
            if (kept < i) {
                bytes.put(kept * sampleBytes, bytes, i * sampleBytes, sampleBytes);
                targets.set(kept, targets.get(i));
                geometries[kept] = geometries[i];
                indices[kept] = indices[i];
            }
            kept++;
        }
        count = kept;
    }
}
