package io.metaformer4j.vision.decode.jpeg.baseline;

import java.util.Arrays;

/**
 * A Huffman table of a JPEG (ITU-T T.81, annex C), with a look-up by the next {@value #LOOKAHEAD} bits.
 *
 * <p>The entry of a code holds the number of bits of the code and the value behind it ({@link #bits}), the run of zeros
 * before the value ({@link #run}) and the number of bits of the value ({@link #size}). An entry of 0 means that the code is
 * longer than the look-up sees.
 */
final class HuffmanTable {

    /** Bits that the look-up sees. */
    static final int LOOKAHEAD = 10;

    private static final int LONGEST = 16;

    private final int[] lookup = new int[1 << LOOKAHEAD];
    private final int[] symbols;
    /** For each code length, the largest code of that length, aligned to 16 bits, plus one. */
    private final int[] limit = new int[LONGEST + 1];
    /** For each code length, what must be added to a code to get the index of its symbol. */
    private final int[] base = new int[LONGEST + 1];

    private HuffmanTable(int[] symbols) {
        this.symbols = symbols;
    }

    /**
     * Builds a table.
     *
     * @param counts number of codes of each length, 1 to 16, from index 1
     * @param symbols the symbols in order of their codes
     * @throws UnusualTablesException if the lengths are no prefix code that leaves a code of ones unused
     */
    static HuffmanTable of(int[] counts, int[] symbols) throws UnusualTablesException {
        HuffmanTable table = new HuffmanTable(symbols);
        int code = 0;
        int index = 0;
        for (int length = 1; length <= LONGEST; length++) {
            table.base[length] = index - code;
            if (code + counts[length] >= 1 << length) {
                throw new UnusualTablesException("a Huffman table is no prefix code");
            }
            for (int i = 0; i < counts[length]; i++, code++, index++) {
                if (length <= LOOKAHEAD) {
                    table.fill(code, length, symbols[index]);
                }
            }
            table.limit[length] = code << (LONGEST - length);
            code <<= 1;
        }
        return table;
    }

    private void fill(int code, int length, int symbol) {
        int unusedBits = LOOKAHEAD - length;
        Arrays.fill(lookup, code << unusedBits, (code + 1) << unusedBits, entry(length, symbol));
    }

    private static int entry(int length, int symbol) {
        int size = symbol & 15;
        return (symbol >> 4) << 12 | size << 8 | (length + size);
    }

    /** Bits of the code and of the value behind it: at most 31. */
    static int bits(int entry) {
        return entry & 0xff;
    }

    /** Bits of the value. */
    static int size(int entry) {
        return entry >> 8 & 15;
    }

    /** Zeros before the value. */
    static int run(int entry) {
        return entry >> 12;
    }

    /** Whether all symbols are sizes of values, as the table of first coefficients demands. */
    boolean hasOnlySizes() {
        return Arrays.stream(symbols).allMatch(symbol -> symbol < 16);
    }

    int[] lookup() {
        return lookup;
    }

    /**
     * Finds the entry of a long code. As in libjpeg, an unknown code has one bit more than the longest and means 0.
     *
     * @param next the next 16 bits
     * @return the entry
     */
    int longCode(int next) {
        for (int length = LOOKAHEAD + 1; length <= LONGEST; length++) {
            if (next < limit[length]) {
                return entry(length, symbols[(next >> (LONGEST - length)) + base[length]]);
            }
        }
        return entry(LONGEST + 1, 0);
    }
}
