package io.metaformer4j.vision.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the blocks of a sequential Huffman-coded scan (ITU-T T.81, annex F.2).
 *
 * <p>Confine to one thread; {@link #start} makes it ready for another file.
 */
final class EntropyReader {

    /** Natural position of each coefficient in zigzag order; as in libjpeg, 16 more catch runs beyond the end. */
    private static final int[] NATURAL = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63
    };

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** A run without a value stands for 16 zeros; shorter ones end the block. */
    private static final int LONGEST_RUN = 15;

    private static final int LOOK_SHIFT = Long.SIZE - HuffmanTable.LOOK;

    private byte[] data = new byte[0];
    private int position;
    private int end;
    /** The next bits, from the highest on. */
    private long bits;
    /** How many of them are there. */
    private int available;
    /** How many of those were made up, because the data had ended. */
    private int padding;

    /**
     * Joins what must be known of each coefficient.
     *
     * @param factors quantisation factors in zigzag order
     * @return in zigzag order, the place in natural order in the low 6 bits and the factor from bit 16 on
     */
    static int[] steps(int[] factors) {
        int[] steps = new int[NATURAL.length];
        for (int k = 0; k < steps.length; k++) {
            steps[k] = factors[Math.min(k, factors.length - 1)] << 16 | NATURAL[k];
        }
        return steps;
    }

    void start(byte[] bytes, int from, int to) {
        data = bytes;
        position = from;
        end = to;
        bits = 0;
        available = 0;
        padding = 0;
    }

    /** The position of the next byte that has not been read. */
    int position() {
        return position;
    }

    /** Fails if blocks were read from bits that are not there. */
    void requireData() throws BrokenScanException {
        if (padding > available) {
            throw new BrokenScanException("the data of a scan end early");
        }
    }

    /** Passes over a restart marker. */
    void restart(int number) throws BrokenScanException {
        requireData();
        boolean aligned = available - padding < Byte.SIZE;
        if (!aligned
                || position + 1 >= end
                || data[position] != (byte) 0xff
                || data[position + 1] != (byte) (0xd0 + number)) {
            throw new BrokenScanException("a restart marker is missing");
        }
        start(data, position + 2, end);
    }

    /** Makes at least 32 bits available. */
    private void refill() {
        if (position + Long.BYTES <= end) {
            long next = (long) LONGS.get(data, position);
            // Without a byte of 0xFF, whose complement is 0, there is neither stuffing nor a marker.
            if (((~next - 0x0101010101010101L) & next & 0x8080808080808080L) == 0) {
                bits |= next >>> available;
                int bytes = (Long.SIZE - 1 - available) >> 3;
                position += bytes;
                available += bytes << 3;
                return;
            }
        }
        while (available <= Long.SIZE - Byte.SIZE) {
            bits |= (long) nextByte() << (Long.SIZE - Byte.SIZE - available);
            available += Byte.SIZE;
        }
    }

    private int nextByte() {
        if (position < end) {
            int value = data[position] & 0xff;
            if (value != 0xff) {
                position++;
                return value;
            }
            if (position + 1 < end && data[position + 1] == 0) {
                position += 2;
                return value;
            }
        }
        padding += Byte.SIZE;
        return 0;
    }

    /**
     * Reads a block.
     *
     * @param component whose block it is
     * @param lane where its dequantised coefficients go in the lines of the component; they are zero there
     */
    void block(JpegComponent component, int lane) throws BrokenScanException {
        int[] steps = component.steps();
        int[][] places = component.places();
        places[0][lane] = difference(component) * (steps[0] >>> 16);
        HuffmanTable table = component.alternating();
        int[] look = table.look();
        long next = bits;
        int left = available;
        int k = 1;
        while (k < 64) {
            if (left < Integer.SIZE) {
                bits = next;
                available = left;
                refill();
                next = bits;
                left = available;
            }
            int entry = look[(int) (next >>> LOOK_SHIFT)];
            if (entry == 0) {
                entry = table.longCode((int) (next >>> 48));
            }
            int size = HuffmanTable.size(entry);
            int used = HuffmanTable.bits(entry);
            int value = value(next, used, size);
            next <<= used;
            left -= used;
            int run = HuffmanTable.run(entry);
            if (size == 0) {
                if (run != LONGEST_RUN) {
                    break;
                }
                k += LONGEST_RUN + 1;
                continue;
            }
            int step = steps[k + run];
            places[step & 63][lane] = value * (step >>> 16);
            k += run + 1;
        }
        bits = next;
        available = left;
    }

    /**
     * The signed value in the last {@code size} of the next {@code used} bits: values that start with 0 are negative
     * (T.81, F.2.2.1). Anything, if the size is 0.
     */
    private static int value(long next, int used, int size) {
        int value = (int) (next << (used - size) >>> (Long.SIZE - size));
        int half = 1 << size >> 1;
        return value + (((value - half) >> (Integer.SIZE - 1)) & (1 - 2 * half));
    }

    /** Reads past a block. */
    void skip(JpegComponent component) throws BrokenScanException {
        difference(component);
        HuffmanTable table = component.alternating();
        int[] look = table.look();
        long next = bits;
        int left = available;
        int k = 1;
        while (k < 64) {
            if (left < Integer.SIZE) {
                bits = next;
                available = left;
                refill();
                next = bits;
                left = available;
            }
            int entry = look[(int) (next >>> LOOK_SHIFT)];
            if (entry == 0) {
                entry = table.longCode((int) (next >>> 48));
            }
            int used = HuffmanTable.bits(entry);
            next <<= used;
            left -= used;
            int run = HuffmanTable.run(entry);
            if (HuffmanTable.size(entry) == 0 && run != LONGEST_RUN) {
                break;
            }
            k += run + 1;
        }
        bits = next;
        available = left;
    }

    /** Reads the difference of the next first coefficient and returns that coefficient. */
    private int difference(JpegComponent component) throws BrokenScanException {
        if (available < Integer.SIZE) {
            refill();
        }
        HuffmanTable table = component.direct();
        int entry = table.look()[(int) (bits >>> LOOK_SHIFT)];
        if (entry == 0) {
            entry = table.longCode((int) (bits >>> 48));
        }
        int size = HuffmanTable.size(entry);
        int used = HuffmanTable.bits(entry);
        int value = size == 0 ? 0 : value(bits, used, size);
        bits <<= used;
        available -= used;
        return component.predict(value);
    }
}
