package io.metaformer4j.vision.decode.jpeg.baseline;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.decode.bytes.ByteReader;
import io.metaformer4j.vision.decode.jpeg.JpegHeader;
import io.metaformer4j.vision.decode.jpeg.JpegHeader.Component;
import io.metaformer4j.vision.decode.jpeg.JpegHeader.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the tables and the scan header of a baseline JPEG (ITU-T T.81, annex B.2). */
public final class BaselineTables {

    private static final int TABLES = 4;

    private final ByteReader reader;
    private final JpegHeader header;
    private final int[][] quantisation = new int[TABLES][];
    private final HuffmanTable[] direct = new HuffmanTable[TABLES];
    private final HuffmanTable[] alternating = new HuffmanTable[TABLES];
    private int restartInterval;

    private BaselineTables(EncodedImage image, JpegHeader header) {
        this.reader = new ByteReader(image);
        this.header = header;
    }

    /**
     * What a scan needs.
     *
     * @param components the components in their order
     * @param restartInterval units between restart markers, 0 if there are none
     * @param data position of the first byte of entropy-coded data
     */
    public record Scan(List<JpegComponent> components, int restartInterval, int data) {}

    /**
     * Reads them.
     *
     * @param image the file
     * @param header its header
     * @return the scan; nothing if the file has several scans, or anything is missing or out of order
     */
    public static Optional<Scan> read(EncodedImage image, JpegHeader header) {
        try {
            return Optional.of(new BaselineTables(image, header).scan());
        } catch (UnusualTablesException e) {
            return Optional.empty();
        }
    }

    private Scan scan() throws UnusualTablesException {
        for (Segment segment : header.segments()) {
            int from = segment.start() + 4;
            int to = segment.start() + segment.length();
            switch (segment.marker()) {
                case JpegHeader.QUANTISATION_TABLES -> readQuantisation(from, to);
                case JpegHeader.HUFFMAN_TABLES -> readHuffman(from, to);
                case JpegHeader.RESTART_INTERVAL -> {
                    require(to - from == 2);
                    restartInterval = reader.u16(from);
                }
                default ->
                    require(segment.marker() == header.frame()
                            && to - from == 6 + 3 * header.components().size());
            }
        }
        int scan = header.scan();
        int count = reader.u8(scan + 4);
        require(count == header.components().size() && reader.u16(scan + 2) == 6 + 2 * count);
        List<JpegComponent> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Component component = header.components().get(i);
            int at = scan + 5 + 2 * i;
            require(reader.u8(at) == component.id());
            components.add(component(component, reader.u8(at + 1)));
        }
        return new Scan(components, restartInterval, scan + 2 + reader.u16(scan + 2));
    }

    private JpegComponent component(Component component, int tables) throws UnusualTablesException {
        require(tables >> 4 < TABLES && (tables & 15) < TABLES && component.table() < TABLES);
        int[] factors = quantisation[component.table()];
        HuffmanTable first = direct[tables >> 4];
        HuffmanTable others = alternating[tables & 15];
        require(factors != null && first != null && others != null && first.hasOnlySizes());
        // A unit of a component that is alone is one block, whatever its sampling factors (T.81, A.2.2).
        boolean alone = header.components().size() == 1;
        int horizontal = alone ? 1 : component.horizontal();
        int vertical = alone ? 1 : component.vertical();
        return new JpegComponent(horizontal, vertical, factors, first, others);
    }

    private void readQuantisation(int from, int to) throws UnusualTablesException {
        int at = from;
        while (at < to) {
            int kind = reader.u8(at++);
            int bytes = kind >> 4 == 0 ? 1 : 2;
            require((kind & 15) < TABLES && at + InverseTransform.PLACES * bytes <= to);
            int[] factors = new int[InverseTransform.PLACES];
            for (int k = 0; k < factors.length; k++, at += bytes) {
                factors[k] = bytes == 1 ? reader.u8(at) : reader.u16(at);
            }
            quantisation[kind & 15] = CoefficientSteps.of(factors);
        }
    }

    private void readHuffman(int from, int to) throws UnusualTablesException {
        int at = from;
        while (at < to) {
            int kind = reader.u8(at++);
            require(kind >> 4 < 2 && (kind & 15) < TABLES && at + 16 <= to);
            int[] counts = new int[17];
            int total = 0;
            for (int length = 1; length <= 16; length++) {
                counts[length] = reader.u8(at++);
                total += counts[length];
            }
            require(total <= 256 && at + total <= to);
            int[] symbols = new int[total];
            for (int i = 0; i < total; i++) {
                symbols[i] = reader.u8(at++);
            }
            (kind >> 4 == 0 ? direct : alternating)[kind & 15] = HuffmanTable.of(counts, symbols);
        }
    }

    private static void require(boolean sound) throws UnusualTablesException {
        if (!sound) {
            throw new UnusualTablesException("the tables of a scan are unusual");
        }
    }
}
