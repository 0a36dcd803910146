package io.metaformer4j.vision.loader;

import io.metaformer4j.vision.ImageBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The recycled memory of a batch while it is filled and used.
 *
 * <p>Workers write pictures, labels and indices of their own positions without a lock; everything else is guarded by the
 * lock of the {@link BatchQueue}.
 */
final class BatchSlot {

    private final ImageBatch images;
    private final int[] labels;
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
     * @param fatal whether it is a defect of the program rather than of the sample
     */
    record Failure(int position, int index, String name, Exception cause, boolean fatal) {}

    BatchSlot(ImageBatch images, int capacity) {
        this.images = images;
        this.labels = new int[capacity];
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

    int[] labels() {
        return labels;
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
        int pictureBytes = images.pictureBytes();
        ByteBuffer bytes = images.bytes();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (gap[i]) {
                continue;
            }
            if (kept < i) {
                bytes.put(kept * pictureBytes, bytes, i * pictureBytes, pictureBytes);
                labels[kept] = labels[i];
                indices[kept] = indices[i];
            }
            kept++;
        }
        count = kept;
    }
}
