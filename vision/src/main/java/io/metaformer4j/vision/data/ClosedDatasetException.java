package io.metaformer4j.vision.data;

import io.metaformer4j.vision.names.PrintableNames;

/** A sample was asked of a data set after it was closed. */
public final class ClosedDatasetException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * The error for a sample that cannot be read any more.
     *
     * @param sample name of the sample
     */
    public ClosedDatasetException(String sample) {
        super("sample " + PrintableNames.quoted(sample)
                + " is wanted of a data set that is closed; close data sets after the last batch");
    }
}
