package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.CheckpointCorruptException;
import java.nio.ByteBuffer;

/** Finds the raw bytes of the storages that a pickle refers to. */
public interface StorageSource {

    /**
     * Looks up a storage and checks that the file holds all of it.
     *
     * @param storage what the pickle declares
     * @return its bytes
     * @throws CheckpointCorruptException if it is missing or too short
     */
    Slices find(PickleNode.Storage storage);

    /** The bytes of one storage. */
    interface Slices {

        /**
         * A part of the storage.
         *
         * @param offset first byte, within the storage
         * @param length number of bytes
         * @return a direct read-only little-endian view
         * @throws CheckpointCorruptException if the storage fails its checksum
         */
        ByteBuffer slice(long offset, long length);
    }
}
