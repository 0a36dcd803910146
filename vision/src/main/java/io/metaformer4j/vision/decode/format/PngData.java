package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.decode.bytes.BrokenDataException;
import io.metaformer4j.vision.decode.bytes.ByteReader;
import io.metaformer4j.vision.decode.bytes.ByteSource;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses the pixels of a PNG, which lie in one chunk after the other. Must be closed. */
final class PngData implements ByteSource, AutoCloseable {

    private final EncodedImage image;
    private final ByteReader reader;
    private final Inflater inflater = new Inflater();
    private int chunk;

    PngData(EncodedImage image, int firstChunk) {
        this.image = image;
        this.reader = new ByteReader(image);
        this.chunk = firstChunk;
    }

    @Override
    public int read(byte[] target, int from, int count) {
        int done = 0;
        try {
            while (done < count) {
                int part = inflater.inflate(target, from + done, count - done);
                done += part;
                if (part == 0 && (!inflater.needsInput() || !nextChunk())) {
                    return done;
                }
            }
        } catch (DataFormatException e) {
            throw new BrokenDataException(e.getMessage() == null ? "deflated data" : e.getMessage());
        }
        return done;
    }

    /** Goes on with the next chunk of pixels, which may be cut off; false if there is none. */
    private boolean nextChunk() {
        int data = chunk + PngHeader.CHUNK_HEADER;
        if (!reader.tag(chunk + 4, "IDAT") || data >= reader.length()) {
            return false;
        }
        long length = Integer.toUnsignedLong(reader.i32(chunk));
        int known = (int) Math.min(length, reader.length() - data);
        inflater.setInput(image.bytes(), image.offset() + data, known);
        chunk = (int) Math.min(chunk + PngHeader.CHUNK_FRAME + length, reader.length());
        return true;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
