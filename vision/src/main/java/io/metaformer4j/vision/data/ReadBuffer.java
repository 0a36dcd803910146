package io.metaformer4j.vision.data;

import io.metaformer4j.vision.decode.DecodeWorkspace;

/**
 * Memory that data sets read samples into, reused from sample to sample.
 *
 * <p>Confine each buffer to one thread. It grows to the largest sample seen; a sample that was read with it is
 * overwritten by the next one.
 */
public final class ReadBuffer {

    private byte[] bytes = new byte[0];
    private final DecodeWorkspace decoding = new DecodeWorkspace();

    /** Creates an empty buffer. */
    public ReadBuffer() {}

    /**
     * The array.
     *
     * @param length number of bytes needed
     * @return an array of at least that many bytes, with unspecified content
     */
    public byte[] bytes(int length) {
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        return bytes;
    }

    /** Memory for data sets that decode what they read. */
    DecodeWorkspace decoding() {
        return decoding;
    }
}
