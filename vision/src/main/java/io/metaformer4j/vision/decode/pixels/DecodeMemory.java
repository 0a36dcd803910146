package io.metaformer4j.vision.decode.pixels;

import io.metaformer4j.vision.decode.jpeg.baseline.BaselineMemory;
import java.util.Arrays;

/** The arrays of a workspace, one for each purpose; each grows to the largest image seen. Confined to one thread. */
public final class DecodeMemory {

    private byte[] pixels = new byte[0];
    private byte[] encoded = new byte[0];

    private final BaselineMemory baseline = new BaselineMemory();
    private int[][] lines = new int[0][];

    public DecodeMemory() {}

    /** Memory for pixels, at least so many bytes; its content is undefined. */
    public byte[] pixels(int bytes) {
        if (pixels.length < bytes) {
            pixels = new byte[bytes];
        }
        return pixels;
    }

    byte[] blackPixels(int bytes) {
        if (pixels.length >= bytes) {
            Arrays.fill(pixels, 0, bytes, (byte) 0);
        }
        return pixels(bytes);
    }

    /** Memory for the bytes of an image file, at least so many; its content is undefined. */
    public byte[] encoded(int bytes) {
        if (encoded.length < bytes) {
            encoded = new byte[bytes];
        }
        return encoded;
    }

    /** Memory for lines of a strip, at least so many of at least such a length; its content is undefined. */
    public int[][] lines(int count, int length) {
        if (lines.length < count || lines[0].length < length) {
            lines = new int[count][length];
        }
        return lines;
    }

    /** Memory for the decoder of baseline JPEG. */
    public BaselineMemory baseline() {
        return baseline;
    }
}
