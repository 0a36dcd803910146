package io.metaformer4j.vision.data;

import java.util.ArrayList;
import java.util.List;

/** A data set with one more note for the user. */
final class DatasetWithNote<T> extends DatasetView<T> {

    private final String note;

    DatasetWithNote(Dataset<T> source, String note) {
        super(source);
        this.note = note;
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>(super.notes());
        notes.add(note);
        return notes;
    }
}
