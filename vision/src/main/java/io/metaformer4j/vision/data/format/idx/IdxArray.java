package io.metaformer4j.vision.data.format.idx;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The content of an IDX file of unsigned bytes: a big-endian magic number (type and number of dimensions), the
 * dimensions, the values. Files may be compressed with gzip, whatever they are called.
 */
final class IdxArray {

    private static final int IMAGES_MAGIC = 0x0803;
    private static final int LABELS_MAGIC = 0x0801;

    private final int count;
    private final int rows;
    private final int columns;
    private final byte[] values;

    private IdxArray(int count, int rows, int columns, byte[] values) {
        this.count = count;
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    /** Reads gray pictures, {@code [count, rows, columns]}. */
    static IdxArray images(Path file) throws IOException {
        return read(file, IMAGES_MAGIC);
    }

    /** Reads labels, {@code [count]}; rows and columns are 1. */
    static IdxArray labels(Path file) throws IOException {
        return read(file, LABELS_MAGIC);
    }

    private static IdxArray read(Path file, int magic) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new MetaFormerException("'" + file + "' is no regular file, so it is no IDX file");
        }
        boolean named = file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                DataInputStream in = new DataInputStream(named || isCompressed(raw) ? new GZIPInputStream(raw) : raw)) {
            int found = in.readInt();
            if (found != magic) {
                throw new MetaFormerException(String.format(
                        "'%s' starts with 0x%08x instead of 0x%08x; it is no IDX file of %s",
                        file, found, magic, magic == IMAGES_MAGIC ? "pictures" : "labels"));
            }
            int count = in.readInt();
            int rows = magic == IMAGES_MAGIC ? in.readInt() : 1;
            int columns = magic == IMAGES_MAGIC ? in.readInt() : 1;
            double total = (double) count * rows * columns;
            if (count < 0 || rows < 1 || columns < 1 || total > Integer.MAX_VALUE - 8) {
                throw new MetaFormerException("'" + file + "' claims " + count + " x " + rows + " x " + columns
                        + " values; they must be positive and at most 2 GiB");
            }
            byte[] values = in.readNBytes((int) total); // grows with what is there, not with what is claimed
            if (values.length < total || in.read() >= 0) {
                throw new MetaFormerException("'" + file + "' holds " + (values.length < total ? "fewer" : "more")
                        + " values than the " + (long) total + " that its header claims; download it again");
            }
            return new IdxArray(count, rows, columns, values);
        } catch (EOFException | ZipException e) {
            throw new MetaFormerException("'" + file + "' is cut off or no IDX file; download it again", e);
        }
    }

    /** Some tools decompress files without renaming them, others rename them without decompressing. */
    private static boolean isCompressed(InputStream raw) throws IOException {
        raw.mark(2);
        boolean compressed = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        return compressed;
    }

    int count() {
        return count;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    byte[] values() {
        return values;
    }
}
