package io.metaformer4j.weights.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.CheckpointFormat;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.disk.FileBytes;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A safetensors file of one matrix and a name for each of its rows: tensor {@value #VALUES}, float32 {@code [N, C]},
 * and tensor {@value #NAMES}, the bytes of all names in UTF-8 with a zero byte between two of them. The file is mapped,
 * and may be larger than the memory: rows are looked at in blocks. Safe for concurrent use; there is nothing to close.
 */
public final class NamedMatrix {

    /** The tensor of the rows. */
    public static final String VALUES = "embeddings";

    /** The tensor of the names. */
    public static final String NAMES = "names";

    private static final int DIMENSIONS = 2;

    private final FileBytes file;
    private final long start;
    private final int rows;
    private final int columns;
    private final ByteBuffer names;
    private final int[] ends;
    private final Map<String, String> metadata;

    private NamedMatrix(
            FileBytes file, long start, int rows, int columns, ByteBuffer names, Map<String, String> metadata) {
        this.file = file;
        this.start = start;
        this.rows = rows;
        this.columns = columns;
        this.names = names;
        this.ends = ends(names, rows, file.path());
        this.metadata = Map.copyOf(metadata);
    }

    /**
     * Maps a file.
     *
     * @param path the file
     * @return its matrix
     * @throws IOException if it cannot be mapped
     * @throws CheckpointCorruptException if it is damaged
     * @throws MetaFormerException if it holds something else
     */
    public static NamedMatrix open(Path path) throws IOException {
        if (Checkpoints.open(path).format() != CheckpointFormat.SAFETENSORS) { // which checks every range
            throw other(path);
        }
        FileBytes file = FileBytes.map(path);
        long length = file.slice(0, Long.BYTES).getLong();
        SafetensorsHeader header = SafetensorsHeader.parse(
                file.slice(Long.BYTES, length),
                reason -> new CheckpointCorruptException("file '" + path + "' " + reason));
        SafetensorsHeader.Entry values = entry(header, VALUES, "F32", DIMENSIONS, path);
        SafetensorsHeader.Entry texts = entry(header, NAMES, "U8", 1, path);
        if (values.shape().stream().anyMatch(side -> side > Integer.MAX_VALUE)
                || values.shape().get(1) < 1) {
            throw other(path);
        }
        long payload = Long.BYTES + length;
        return new NamedMatrix(
                file,
                payload + values.begin(),
                Math.toIntExact(values.shape().get(0)),
                Math.toIntExact(values.shape().get(1)),
                file.slice(payload + texts.begin(), texts.end() - texts.begin()),
                header.metadata());
    }

    private static SafetensorsHeader.Entry entry(
            SafetensorsHeader header, String name, String type, int dimensions, Path path) {
        return header.entries().stream()
                .filter(entry -> entry.name().equals(name)
                        && entry.dtype().equals(type)
                        && entry.shape().size() == dimensions)
                .findFirst()
                .orElseThrow(() -> other(path));
    }

    private static MetaFormerException other(Path path) {
        return new UnsupportedCheckpointException("file '" + path + "' holds no vectors of pictures: it needs tensor '"
                + VALUES + "', float32 [N, C], and tensor '" + NAMES + "' with their names; make it of pictures anew");
    }

    private static int[] ends(ByteBuffer names, int rows, Path path) {
        int[] ends = new int[rows];
        int found = 0;
        for (int i = 0; i <= names.limit(); i++) {
            if (i == names.limit() || names.get(i) == 0) {
                if (found == rows && !(rows == 0 && names.limit() == 0)) {
                    throw new CheckpointCorruptException(
                            "file '" + path + "' has " + rows + " vectors, but more names than that; make it anew");
                }
                if (found < rows) {
                    ends[found++] = i;
                }
            }
        }
        if (found < rows) {
            throw new CheckpointCorruptException(
                    "file '" + path + "' has " + rows + " vectors, but only " + found + " names; make it anew");
        }
        return ends;
    }

    /**
     * The beginning of such a file, up to the values.
     *
     * @param rows number of rows
     * @param columns values of each row
     * @param nameBytes length of all names with the zeros between them
     * @param metadata free texts
     * @param length how many bytes it is to have, at least those that it needs; 0 for no more than these
     * @return length of the header, and the header, padded with blanks to a multiple of 8 bytes
     * @throws MetaFormerException if it needs more than that
     */
    public static byte[] head(long rows, long columns, long nameBytes, Map<String, String> metadata, int length) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(header)) {
            json.writeStartObject();
            json.writeObjectFieldStart(SafetensorsHeader.METADATA_KEY);
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            long end = rows * columns * Float.BYTES;
            writeEntry(json, VALUES, "F32", new long[] {rows, columns}, new long[] {0, end});
            writeEntry(json, NAMES, "U8", new long[] {nameBytes}, new long[] {end, end + nameBytes});
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        int needed = Long.BYTES + (header.size() + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        int whole = length == 0 ? needed : length;
        if (needed > whole) {
            throw new MetaFormerException("the header of the vectors has " + needed + " bytes, more than " + whole);
        }
        byte[] head = new byte[whole];
        Arrays.fill(head, (byte) ' ');
        ByteBuffer.wrap(head)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(whole - Long.BYTES)
                .put(header.toByteArray());
        return head;
    }

    private static void writeEntry(JsonGenerator json, String name, String type, long[] shape, long[] range)
            throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", type);
        json.writeFieldName("shape");
        json.writeArray(shape, 0, shape.length);
        json.writeFieldName("data_offsets");
        json.writeArray(range, 0, range.length);
        json.writeEndObject();
    }

    /**
     * The number of rows.
     *
     * @return N
     */
    public int rows() {
        return rows;
    }

    /**
     * The values of each row.
     *
     * @return C
     */
    public int columns() {
        return columns;
    }

    /**
     * What the file says about itself.
     *
     * @return texts by their names
     */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * The name of a row.
     *
     * @param row which, from 0
     * @return its name
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public String name(int row) {
        Objects.checkIndex(row, rows);
        int from = row == 0 ? 0 : ends[row - 1] + 1;
        byte[] bytes = new byte[ends[row] - from];
        names.duplicate().position(from).get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Some rows.
     *
     * @param from the first
     * @param count how many, at most 1 GiB of them
     * @return their values, row by row: a view at position 0
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public FloatBuffer block(int from, int count) {
        Objects.checkFromIndexSize(from, count, rows);
        long rowBytes = (long) columns * Float.BYTES;
        return file.slice(start + from * rowBytes, count * rowBytes).asFloatBuffer();
    }

    /**
     * The names as they stand in such a file.
     *
     * @param all the names in the order of the rows
     * @return their bytes with zeros between them
     */
    public static byte[] bytes(List<String> all) {
        return String.join("\0", all).getBytes(StandardCharsets.UTF_8);
    }
}
