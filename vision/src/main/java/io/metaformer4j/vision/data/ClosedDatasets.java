package io.metaformer4j.vision.data;

import io.metaformer4j.vision.names.Names;

/** What all data sets say when they are used after their end. */
public final class ClosedDatasets {

    private ClosedDatasets() {}

    public static IllegalStateException error(String sample) {
        return new IllegalStateException("sample " + Names.quoted(sample)
                + " is wanted of a data set that is closed; close data sets after the last batch");
    }
}
