package io.metaformer4j.vision.decode.bytes;

/** Delivers the bytes of pixels, one after the other, as they come out of a compressed form. */
@FunctionalInterface
interface ByteSource {

    /**
     * Reads the next bytes.
     *
     * @param target where they go
     * @param from index of the first
     * @param count how many
     * @return how many there were; fewer only if the data end early
     * @throws BrokenDataException if the data make no sense
     */
    int read(byte[] target, int from, int count);
}
