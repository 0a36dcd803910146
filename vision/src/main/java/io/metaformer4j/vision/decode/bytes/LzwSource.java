package io.metaformer4j.vision.decode.bytes;

/**
 * Decompresses LZW (Welch 1984) as GIF and TIFF write it. GIF packs codes from the lowest bit on; TIFF from the highest,
 * and makes codes longer one code earlier.
 */
final class LzwSource implements ByteSource {

    /** How many bytes a byte of codes becomes at most: the longest strings, of codes of 9 bits and more. */
    static final int EXPANSION = 3_500;

    private static final int LONGEST = 12;
    private static final int MOST_CODES = 1 << LONGEST;
    private static final int NONE = -1;

    private final byte[] data;
    private final int end;
    private final boolean tiff;
    private final int literalBits;
    private final int clear;
    private final short[] prefix = new short[MOST_CODES];
    private final byte[] suffix = new byte[MOST_CODES];
    private final byte[] string = new byte[MOST_CODES + 1];
    private int position;
    private long bits;
    private int available;
    private int width;
    private int next;
    private int previous = NONE;
    /** Where the rest of the last string starts; it ends with the array. */
    private int pending = string.length;

    private boolean ended;

    private LzwSource(byte[] data, int from, int to, boolean tiff, int literalBits) {
        this.data = data;
        this.position = from;
        this.end = to;
        this.tiff = tiff;
        this.literalBits = literalBits;
        this.clear = 1 << literalBits;
        reset();
    }

    /** Codes of TIFF. */
    static LzwSource ofTiff(byte[] data, int from, int to) {
        return new LzwSource(data, from, to, true, Byte.SIZE);
    }

    /** Codes of GIF without the lengths of their blocks. */
    static LzwSource ofGif(byte[] data, int length, int literalBits) {
        return new LzwSource(data, 0, length, false, literalBits);
    }

    private void reset() {
        width = literalBits + 1;
        next = clear + 2;
        previous = NONE;
    }

    @Override
    public int read(byte[] target, int from, int count) {
        int done = 0;
        while (done < count) {
            if (pending == string.length && !nextString()) {
                return done;
            }
            int part = Math.min(count - done, string.length - pending);
            System.arraycopy(string, pending, target, from + done, part);
            pending += part;
            done += part;
        }
        return done;
    }

    /** Decodes the next string; false at the end. */
    private boolean nextString() {
        while (!ended) {
            int code = nextCode();
            if (code == NONE || code == clear + 1) {
                ended = true;
            } else if (code == clear) {
                reset();
            } else {
                expand(code);
                return true;
            }
        }
        return false;
    }

    private void expand(int code) {
        if (code > next || (code == next && previous == NONE) || (code > clear && previous == NONE)) {
            throw new BrokenDataException("LZW code " + code + " is not defined yet");
        }
        int at = string.length;
        int rest = code;
        if (code == next) {
            at--; // the string of the code before, and its own first value, which follows below
            rest = previous;
        }
        while (rest >= clear) {
            string[--at] = suffix[rest];
            rest = prefix[rest];
        }
        string[--at] = (byte) rest;
        if (code == next) {
            string[string.length - 1] = (byte) rest;
        }
        pending = at;
        if (previous != NONE && next < MOST_CODES) {
            prefix[next] = (short) previous;
            suffix[next] = (byte) rest;
            next++;
            if (next + (tiff ? 1 : 0) >= 1 << width && width < LONGEST) {
                width++;
            }
        }
        previous = code;
    }

    private int nextCode() {
        while (available < width) {
            if (position >= end) {
                return NONE;
            }
            int value = data[position++] & 0xff;
            bits = tiff ? bits << Byte.SIZE | value : bits | (long) value << available;
            available += Byte.SIZE;
        }
        available -= width;
        if (tiff) {
            return (int) (bits >> available) & ((1 << width) - 1);
        }
        int code = (int) bits & ((1 << width) - 1);
        bits >>>= width;
        return code;
    }
}
