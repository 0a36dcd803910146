package io.metaformer4j.weights.range;

import java.io.IOException;

/** A file of which parts can be had. Safe for concurrent use; told apart by identity. */
public interface RangeSource {

    /** Bytes of the whole file. */
    long size();

    /**
     * Gets a part of the file.
     *
     * @param from where it begins
     * @param count bytes, at least 1, inside the file
     * @return that many bytes
     * @throws IOException if the file is not there or not given
     * @throws io.metaformer4j.zoo.MetaFormerException if it cannot be had whole and unchanged
     */
    byte[] fetch(long from, int count) throws IOException;
}
