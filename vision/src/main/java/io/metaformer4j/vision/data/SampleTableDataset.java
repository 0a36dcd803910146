package io.metaformer4j.vision.data;

import io.metaformer4j.vision.data.layout.SampleTable;
import java.util.List;

/**
 * A data set whose pictures are read from where a table says.
 *
 * @param <S> where the picture of a sample is
 */
abstract class SampleTableDataset<S> implements Dataset {

    private final SampleTable<S> samples;

    SampleTableDataset(SampleTable<S> samples) {
        this.samples = samples;
    }

    final S place(int index) {
        return samples.place(index);
    }

    @Override
    public final int size() {
        return samples.size();
    }

    @Override
    public final int label(int index) {
        return samples.label(index);
    }

    @Override
    public final String name(int index) {
        return samples.name(index);
    }

    @Override
    public final List<String> classNames() {
        return samples.classNames();
    }

    @Override
    public final List<String> notes() {
        return samples.notes();
    }

    /** Has nothing to close: files are opened sample by sample. */
    @Override
    public void close() {}
}
