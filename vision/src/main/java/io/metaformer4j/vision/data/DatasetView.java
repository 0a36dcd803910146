package io.metaformer4j.vision.data;

import io.metaformer4j.vision.transform.Sample;
import java.io.IOException;
import java.util.List;

/**
 * Another data set with something changed. Whatever a view does not change, it asks its source; closing it closes the source.
 */
abstract class DatasetView<T> implements Dataset<T> {

    private final Dataset<T> source;

    DatasetView(Dataset<T> source) {
        this.source = source;
    }

    @Override
    public int size() {
        return source.size();
    }

    @Override
    public T target(int index) {
        return source.target(index);
    }

    @Override
    public String name(int index) {
        return source.name(index);
    }

    @Override
    public String origin(int index) {
        return source.origin(index);
    }

    @Override
    public List<String> notes() {
        return source.notes();
    }

    @Override
    public List<String> classNames() {
        return source.classNames();
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        return source.sample(index, buffer);
    }

    @Override
    public long storedBytes(int index) {
        return source.storedBytes(index);
    }

    @Override
    public int[] shards() {
        return source.shards();
    }

    @Override
    public long indexBytes() {
        return source.indexBytes();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
