package io.metaformer4j.vision.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A data set about which there is one more thing to say. */
final class NotedDataset implements Dataset {

    private final Dataset source;
    private final String note;

    NotedDataset(Dataset source, String note) {
        this.source = source;
        this.note = note;
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>(source.notes());
        notes.add(note);
        return notes;
    }

    @Override
    public int size() {
        return source.size();
    }

    @Override
    public int label(int index) {
        return source.label(index);
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
    public List<String> classNames() {
        return source.classNames();
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        return source.sample(index, buffer);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
