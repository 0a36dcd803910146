package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.transform.Sample;
import java.io.IOException;

/**
 * Reads pictures from where they were found. They are numbered as they were found, from 0. Safe for concurrent use as long
 * as every thread has its own buffer.
 */
public interface PictureReader {

    /** Reads a picture; valid until the buffer is used again. */
    Sample read(int picture, String name, ReadBuffer buffer) throws IOException;

    /** The same text for the same picture in every data set. */
    String origin(int picture);

    /** The size of its file or archive member in bytes; -1 if it has none of its own, or it cannot be found. */
    long storedBytes(int picture);

    /** The number of the folder or archive that it lies in. */
    int shard(int picture);

    /** Memory of what is known of the places of all pictures, in bytes, without their names. */
    long indexBytes();
}
