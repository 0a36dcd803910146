package io.metaformer4j.vision.decode.bytes;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses a zlib stream that lies in one piece. Must be closed. */
public final class InflaterSource implements ByteSource, AutoCloseable {

    /** How many bytes a byte of deflated data becomes at most. */
    public static final int EXPANSION = 1_033;

    private final Inflater inflater = new Inflater();

    /** Decompresses the bytes from {@code from} to before {@code to}. */
    public InflaterSource(byte[] data, int from, int to) {
        inflater.setInput(data, from, to - from);
    }

    @Override
    public int read(byte[] target, int from, int count) {
        int done = 0;
        try {
            while (done < count) {
                int part = inflater.inflate(target, from + done, count - done);
                if (part == 0) {
                    return done;
                }
                done += part;
            }
        } catch (DataFormatException e) {
            throw new BrokenDataException(e.getMessage() == null ? "deflated data" : e.getMessage());
        }
        return done;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
