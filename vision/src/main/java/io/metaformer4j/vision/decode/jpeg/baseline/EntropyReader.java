package io.metaformer4j.vision.decode.jpeg.baseline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the blocks of a sequential Huffman-coded scan (ITU-T T.81, annex F.2).
 *
 * <p>Broken data are no error: as in libjpeg ({@code jdhuff.c}, {@code jdmarker.c}), an unknown code stands for zero, the
 * bits of a unit that runs into a marker are zero, units after it stay empty, and the next restart marker brings the
 * reader back.
 *
 * <p>Confine to one thread; {@link #start} makes it ready for another file.
 */
final class EntropyReader {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** A run without a value stands for 16 zeros; shorter ones end the block. */
    private static final int LONGEST_RUN = 15;

    private static final int LOOKAHEAD_SHIFT = Long.SIZE - HuffmanTable.LOOKAHEAD;

    private static final int FIRST_FRAME_MARKER = 0xc0;
    private static final int FIRST_RESTART_MARKER = 0xd0;
    private static final int RESTART_MARKERS = 8;
    private static final int NO_MARKER = -1;

    private byte[] data = new byte[0];
    private int position;
    private int end;
    /** The next bits, from the highest on. */
    private long bits;
    /** How many of them are there. */
    private int available;
    /** How many bits were made up since the last restart, because the data had ended. */
    private int padding;
    /** Whether made-up bits were used, and no restart marker was found since. */
    private boolean exhausted;
    /** Whether it was the end of the file that exhausted the data, not a marker. */
    private boolean cutOff;

    /** Prepares for the scan whose data start at {@code from}, in a file that ends at {@code to}. */
    void start(byte[] bytes, int from, int to) {
        data = bytes;
        position = from;
        end = to;
        exhausted = false;
        cutOff = false;
        dropBits();
    }

    private void dropBits() {
        bits = 0;
        available = 0;
        padding = 0;
    }

    /** The position of the next byte that has not been read. */
    int position() {
        return position;
    }

    /** Whether the next unit has data; if not, it must not be read. */
    boolean hasData() {
        if (padding > available && !exhausted) {
            exhausted = true;
            cutOff |= marker(position) == NO_MARKER;
        }
        return !exhausted;
    }

    /** How many whole bytes of the file follow the last bit that was read. */
    int unreadBytes() {
        return end - position + Math.max(0, available - padding) / Byte.SIZE;
    }

    /** Whether units that were read, or would have been, lie beyond the end of the file. */
    boolean isCutOff() {
        hasData();
        return cutOff;
    }

    /**
     * Goes to the segment that follows a restart marker. If another marker is found instead, it is passed over where it is
     * an earlier restart marker, taken for the right one where it is far off, and else left where it is: then the segment
     * is missing.
     *
     * @param number which marker, 0 to 7
     */
    void restart(int number) {
        hasData();
        dropBits();
        while (true) {
            toMarker();
            int marker = marker(position);
            if (marker == NO_MARKER) {
                cutOff = true;
                return;
            }
            boolean restarts = marker >= FIRST_RESTART_MARKER && marker < FIRST_RESTART_MARKER + RESTART_MARKERS;
            int ahead = (marker - number) & (RESTART_MARKERS - 1);
            if (restarts ? ahead == 1 || ahead == 2 : marker >= FIRST_FRAME_MARKER) {
                return;
            }
            position += 2;
            if (restarts && ahead < RESTART_MARKERS - 2) {
                exhausted = false;
                return;
            }
        }
    }

    /** Goes to the last 0xFF of the next marker, or to the end. */
    private void toMarker() {
        while (position < end && (data[position] != (byte) 0xff || !isMarkerCode(position + 1))) {
            position++;
        }
    }

    private boolean isMarkerCode(int at) {
        return at < end && data[at] != 0 && data[at] != (byte) 0xff;
    }

    /** The second byte of the marker whose bytes of 0xFF start at a position. */
    private int marker(int at) {
        int code = at;
        while (code < end && data[code] == (byte) 0xff) {
            code++;
        }
        return code < end && code > at ? data[code] & 0xff : NO_MARKER;
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

    /** The next byte of data; 0 from a marker or the end of the file on. */
    private int nextByte() {
        if (position < end) {
            int value = data[position] & 0xff;
            if (value != 0xff) {
                position++;
                return value;
            }
            int next = position + 1;
            while (next < end && data[next] == (byte) 0xff) {
                next++;
            }
            if (next < end && data[next] == 0) {
                position = next + 1;
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
     * @param index where its dequantised coefficients go in the lines of the component; they are zero there
     */
    void block(JpegComponent component, int index) {
        int[] steps = component.steps();
        int[][] places = component.places();
        places[0][index] = dequantised(difference(component), steps[0]);
        int all = 0;
        HuffmanTable table = component.alternating();
        int[] lookup = table.lookup();
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
            int entry = lookup[(int) (next >>> LOOKAHEAD_SHIFT)];
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
            all |= step;
            places[CoefficientSteps.place(step)][index] = dequantised(value, step);
            k += run + 1;
        }
        bits = next;
        available = left;
        if (CoefficientSteps.isTopRow(all)) {
            InverseTransform.wrapTopRow(places, index, all == 0 ? 1 : InverseTransform.SIDE);
        }
    }

    /** A coefficient times its factor, in the 16 bits that libjpeg-turbo has for it. */
    private static int dequantised(int value, int step) {
        return (short) (value * CoefficientSteps.factor(step));
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

    /**
     * Reads past a block: the loop of {@link #block} without values, written out so that the bits of both stay in local
     * variables.
     */
    void skip(JpegComponent component) {
        difference(component);
        HuffmanTable table = component.alternating();
        int[] lookup = table.lookup();
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
            int entry = lookup[(int) (next >>> LOOKAHEAD_SHIFT)];
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
    private int difference(JpegComponent component) {
        if (available < Integer.SIZE) {
            refill();
        }
        HuffmanTable table = component.direct();
        int entry = table.lookup()[(int) (bits >>> LOOKAHEAD_SHIFT)];
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
