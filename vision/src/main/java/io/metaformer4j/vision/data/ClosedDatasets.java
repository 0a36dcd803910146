package io.metaformer4j.vision.data;

import io.metaformer4j.vision.names.PrintableNames;

/** The error of all data sets that are used after they were closed. */
public final class ClosedDatasets {

    private ClosedDatasets() {}

    /** The error for reading a sample of a closed data set. */
    public static IllegalStateException error(String sample) {
        return new IllegalStateException("sample " + PrintableNames.quoted(sample)
                + " is wanted of a data set that is closed; close data sets after the last batch");
    }
}
