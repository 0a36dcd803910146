package io.metaformer4j.vision.decode.bytes;

import java.util.Arrays;

/** Decompresses Apple's PackBits (TIFF 6.0, section 9). */
public final class PackBits implements ByteSource {

    /** How many bytes a byte becomes at most: two are up to 128. */
    public static final int EXPANSION = 64;

    private static final int NOTHING = -128;

    private final byte[] data;
    private final int end;
    private int position;
    private int left;
    private boolean repeats;

    /** Decompresses the bytes from {@code from} to before {@code to}. */
    public PackBits(byte[] data, int from, int to) {
        this.data = data;
        this.position = from;
        this.end = to;
    }

    @Override
    public int read(byte[] target, int from, int count) {
        int done = 0;
        while (done < count) {
            if (left == 0) {
                if (position >= end - 1) {
                    return done;
                }
                int header = data[position++];
                if (header == NOTHING) {
                    continue;
                }
                repeats = header < 0;
                left = repeats ? 1 - header : 1 + header;
            }
            int part = Math.min(left, count - done);
            if (repeats) {
                Arrays.fill(target, from + done, from + done + part, data[position]);
            } else {
                part = Math.min(part, end - position);
                if (part == 0) {
                    return done;
                }
                System.arraycopy(data, position, target, from + done, part);
                position += part;
            }
            left -= part;
            done += part;
            if (repeats && left == 0) {
                position++;
            }
        }
        return done;
    }
}
