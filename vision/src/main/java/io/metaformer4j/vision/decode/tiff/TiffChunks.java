package io.metaformer4j.vision.decode.tiff;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The strips or tiles of a TIFF, as they lie in its file. */
final class TiffChunks {

    private static final int FAX_HEADER = 8;

    /** Each strip or tile takes some time, however small it is. */
    private static final int FEW = 65_536;

    /** Tiles have 256 pixels or more (TIFF 6.0, section 15). */
    private static final int SMALLEST = 64;

    private static final int SHORT = 3;
    private static final int LONG = 4;

    private final EncodedImage image;
    private final TiffTags tags;
    private final TiffLayout layout;
    private final DecodeBudget budget;
    private final int offsets;
    private final int lengths;

    TiffChunks(EncodedImage image, TiffTags tags, TiffLayout layout, DecodeBudget budget) {
        this.image = image;
        this.tags = tags;
        this.layout = layout;
        this.budget = budget;
        this.offsets = layout.tiled() ? TiffTags.TILE_OFFSETS : TiffTags.STRIP_OFFSETS;
        this.lengths = layout.tiled() ? TiffTags.TILE_BYTES : TiffTags.STRIP_BYTES;
        long most = Math.max(FEW, (long) layout.size().width() * layout.size().height() / SMALLEST);
        if (count() > most) {
            throw TiffLayout.unsupported(budget, count() + " strips or tiles");
        }
        if (tags.count(offsets) < count()) {
            throw budget.rejected("is broken: it has " + tags.count(offsets) + " of the " + count()
                    + " strips or tiles that its size needs");
        }
    }

    private int count() {
        return Math.multiplyExact(
                Math.multiplyExact(layout.chunksAcross(), layout.chunksDown()), layout.planar() ? layout.samples() : 1);
    }

    int size() {
        return count();
    }

    EncodedImage image() {
        return image;
    }

    /** Where a strip or tile lies. Plain ones go on to the end of the file: what they need of it is known. */
    TiffTags.Place place(int index) {
        long from = tags.value(offsets, index);
        boolean measured = layout.compression() != TiffLayout.PLAIN && index < tags.count(lengths);
        long to = measured ? from + tags.value(lengths, index) : image.length();
        if (from > image.length() || to > image.length()) {
            if (!TiffCodec.fills(budget)) {
                throw cutOff();
            }
            from = Math.min(from, image.length());
            to = image.length();
        }
        return new TiffTags.Place((int) from, (int) to);
    }

    /** Bytes of a strip or tile. */
    EncodedImage chunk(int index) {
        TiffTags.Place place = place(index);
        int start = image.offset() + place.from();
        int end = image.offset() + place.to();
        if (!layout.reversed()) {
            return part(start, end);
        }
        byte[] turned = Arrays.copyOfRange(image.bytes(), start, end);
        for (int i = 0; i < turned.length; i++) {
            turned[i] = (byte) (Integer.reverse(turned[i]) >>> (Integer.SIZE - Byte.SIZE));
        }
        return EncodedImage.of(turned, image.name());
    }

    RuntimeException cutOff() {
        return budget.rejected("is broken or cut off: the TIFF's data end before its last row");
    }

    /** The tables that all strips or tiles of JPEG share, without the markers around them. */
    EncodedImage jpegTables() {
        return tags.range(TiffTags.JPEG_TABLES)
                .filter(range -> range.to() - range.from() > 4)
                .map(range -> part(image.offset() + range.from() + 2, image.offset() + range.to() - 2))
                .orElseGet(() -> part(0, 0));
    }

    private EncodedImage part(int from, int to) {
        return EncodedImage.of(image.bytes(), from, to - from, image.name());
    }

    /** A file of the same strips or tiles, with nothing but the tags that their decompression needs. */
    EncodedImage faxFile() {
        if (layout.bits() != 1 || layout.samples() != 1 || layout.photometric() > TiffLayout.BLACK_IS_ZERO) {
            throw TiffLayout.unsupported(budget, "fax compression of values of " + layout.bits() + " bits");
        }
        List<EncodedImage> chunks = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < size(); i++) {
            chunks.add(chunk(i));
            total += chunks.get(i).length();
        }
        if (total > image.length()) {
            throw budget.rejected("is broken: its strips or tiles overlap");
        }
        int size = size();
        int[][] fields = {
            {TiffTags.WIDTH, layout.size().width()},
            {TiffTags.LENGTH, layout.size().height()},
            {TiffTags.BITS, 1},
            {TiffTags.COMPRESSION, layout.compression()},
            {TiffTags.PHOTOMETRIC, layout.photometric()},
            {
                layout.tiled() ? TiffTags.TILE_WIDTH : TiffTags.SAMPLES,
                layout.tiled() ? layout.chunk().width() : 1
            },
            {
                layout.tiled() ? TiffTags.TILE_LENGTH : TiffTags.ROWS_PER_STRIP,
                layout.chunk().height()
            },
            {TiffTags.GROUP_3_OPTIONS, tags.number(TiffTags.GROUP_3_OPTIONS, 0)},
            {TiffTags.GROUP_4_OPTIONS, tags.number(TiffTags.GROUP_4_OPTIONS, 0)},
        };
        int directory = FAX_HEADER + 8 * size + (int) total;
        ByteBuffer file = ByteBuffer.allocate(directory + 2 + 12 * (fields.length + 2) + 4)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'I', 'I', 42, 0}).putInt(directory);
        int at = FAX_HEADER + 8 * size;
        for (int i = 0; i < size; i++) {
            int length = chunks.get(i).length();
            file.putInt(FAX_HEADER + 4 * i, at).putInt(FAX_HEADER + 4 * (size + i), length);
            file.put(at, chunks.get(i).bytes(), chunks.get(i).offset(), length);
            at += length;
        }
        file.position(directory).putShort((short) (fields.length + 2));
        for (int[] field : fields) {
            boolean options = field[0] == TiffTags.GROUP_3_OPTIONS || field[0] == TiffTags.GROUP_4_OPTIONS;
            field(file, field[0], options ? LONG : SHORT, 1, field[1]);
        }
        field(file, offsets, LONG, size, size == 1 ? file.getInt(FAX_HEADER) : FAX_HEADER);
        field(file, lengths, LONG, size, size == 1 ? file.getInt(FAX_HEADER + 4) : FAX_HEADER + 4 * size);
        return EncodedImage.of(file.array(), image.name());
    }

    private static void field(ByteBuffer file, int tag, int type, int count, int value) {
        file.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }
}
