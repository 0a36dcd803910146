package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.transform.Sample;
import java.io.IOException;

/**
 * Reads pictures from where they were found. Safe for concurrent use as long as every thread has its own buffer.
 *
 * @param <S> where a picture is
 */
public interface PictureReader<S> {

    /** Reads a picture; valid until the buffer is used again. */
    Sample read(S place, String name, ReadBuffer buffer) throws IOException;

    /** The same text for the same picture in every data set. */
    String origin(S place);

    /** The size of its file or archive member in bytes; -1 if it has none of its own, or it cannot be found. */
    long storedBytes(S place);
}
