package io.metaformer4j.vision.data.pack;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** Where the bytes of a shard go: into a new file, or beside those of a file that is there. Confined to one thread. */
interface ShardFile extends Closeable {

    /** Takes the bytes in their order; it is not to be closed. */
    OutputStream stream();

    /**
     * Says that these were all bytes. What is closed before that leaves nothing behind.
     *
     * @throws IOException if the file cannot be completed
     */
    void finish() throws IOException;
}
