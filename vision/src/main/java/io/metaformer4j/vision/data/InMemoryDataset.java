package io.metaformer4j.vision.data;

import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;

/**
 * A data set of samples that are in memory, for pictures that a program makes or has already.
 *
 * @param <T> what is known of a picture
 */
public final class InMemoryDataset<T> implements Dataset<T> {

    private final List<String> classNames;
    private final List<Entry<T>> entries;
    private volatile boolean closed;

    /**
     * A sample with its name and target.
     *
     * @param <T> what is known of a picture
     * @param name what to call it, unlike the others
     * @param sample an image file's bytes, or pixels
     * @param target what is known of it
     */
    public record Entry<T>(String name, Sample sample, T target) {}

    private InMemoryDataset(List<String> classNames, List<Entry<T>> entries) {
        this.classNames = List.copyOf(classNames);
        this.entries = List.copyOf(entries);
    }

    /**
     * Makes a data set.
     *
     * @param <T> what is known of a picture
     * @param classNames the names that the labels of the targets stand for
     * @param entries the samples, at least one; their pixels and bytes are not copied
     * @return the data set
     * @throws MetaFormerException if there is no sample
     */
    public static <T> InMemoryDataset<T> of(List<String> classNames, List<Entry<T>> entries) {
        if (entries.isEmpty()) {
            throw new MetaFormerException("a data set in memory has no samples; give at least one");
        }
        return new InMemoryDataset<>(classNames, entries);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public T target(int index) {
        return entries.get(index).target();
    }

    @Override
    public String name(int index) {
        return entries.get(index).name();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) {
        if (closed) {
            throw new ClosedDatasetException(name(index));
        }
        return entries.get(index).sample();
    }

    /** Samples can no longer be read; their memory is freed by the garbage collector. */
    @Override
    public void close() {
        closed = true;
    }
}
