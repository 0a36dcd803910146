package io.metaformer4j.vision.decode.pixels;

import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.decode.jpeg.baseline.BaselineMemory;
import java.util.Arrays;

/**
 * Arrays that {@link ImageDecoder} reuses from image to image, so that decoding leaves little garbage.
 *
 * <p>Confine each workspace to one thread. It grows to the largest image seen. A picture that was decoded in a workspace
 * is overwritten by the next image decoded in it.
 */
public final class DecodeWorkspace {

    private byte[] pixels = new byte[0];
    private byte[] encoded = new byte[0];

    private final BaselineMemory baseline = new BaselineMemory();
    private int[][] lines = new int[0][];

    /** Creates an empty workspace. */
    public DecodeWorkspace() {}

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

    public byte[] encoded(int bytes) {
        if (encoded.length < bytes) {
            encoded = new byte[bytes];
        }
        return encoded;
    }

    public int[][] lines(int count, int length) {
        if (lines.length < count || lines[0].length < length) {
            lines = new int[count][length];
        }
        return lines;
    }

    public BaselineMemory baseline() {
        return baseline;
    }
}
