package io.metaformer4j.weights.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.CheckpointException;
import io.metaformer4j.weights.PickleBuilder;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.file.Checkpoints;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives made to confuse a reader. */
class ZipArchiveTest {

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/x", "a/../../x", "a\\b", "a\u0001b", ".."})
    void names_that_leave_the_archive_are_refused(String name) throws IOException {
        Path file = PickleBuilder.zip(folder.resolve("x.pth"), Map.of(name, new byte[1]));
        assertCorrupt(Files.readAllBytes(file), "plain relative path");
    }

    @Test
    void an_overlong_name_is_refused() throws IOException {
        Path file = PickleBuilder.zip(folder.resolve("x.pth"), Map.of("x".repeat(5000), new byte[1]));
        assertCorrupt(Files.readAllBytes(file), "plain relative path");
    }

    @Test
    void compressed_entries_are_refused() throws IOException {
        Path file = folder.resolve("x.pth");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("m/data.pkl"));
            zip.write(new byte[1 << 20]);
        }
        assertThatThrownBy(() -> Checkpoints.open(file))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("m/data.pkl")
                .hasMessageContaining("compressed");
    }

    @Test
    void headers_that_contradict_the_directory_are_refused() throws IOException {
        assertTampered(LOCAL, b -> b.putInt(14, b.getInt(14) ^ 1), "contradicts the directory");
        assertTampered(LOCAL, b -> b.putInt(18, 1), "contradicts the directory");
        assertTampered(LOCAL, b -> b.put(30, (byte) 'n'), "contradicts the directory");
        assertTampered(LOCAL, b -> b.putShort(8, (short) 8), "contradicts the directory");
        assertTampered(LOCAL, b -> b.putInt(0, 0), "neither");
        assertTampered(CENTRAL, b -> b.putInt(42, 7), "outside the archive");
        assertTampered(CENTRAL, b -> b.putInt(42, Integer.MAX_VALUE), "outside its data");
        assertTampered(CENTRAL, b -> b.putInt(24, 5), "impossible sizes");
        assertTampered(CENTRAL, b -> b.putInt(24, -1), "zip64 field");
        assertTampered(CENTRAL, b -> b.putShort(28, (short) 0x7fff), "damaged zip directory");
        assertTampered(CENTRAL, b -> b.putInt(0, 0), "damaged zip directory");
        assertTampered(CENTRAL, b -> b.putShort(8, (short) 1), "encrypted");
    }

    @Test
    void end_records_that_lie_are_refused() throws IOException {
        assertTampered(END, b -> b.putShort(4, (short) 1), "several parts");
        assertTampered(END, b -> b.putShort(10, (short) 99), "99 zip entries");
        assertTampered(END, b -> b.putShort(10, (short) 1), "bytes too many");
        assertTampered(END, b -> b.putInt(12, 1 << 30), "does not end at");
        assertTampered(END, b -> b.putInt(16, 3), "does not end at");
        assertTampered(END, b -> b.putShort(20, (short) 1), "no zip directory");
    }

    @Test
    void more_entries_than_a_checkpoint_has_tensors_are_refused_before_they_are_read() throws IOException {
        byte[] good = Files.readAllBytes(Fixtures.path("checkpoints/odd_zip.pth"));
        int end64 = find(good, 0x06064b50, 0);
        int added = 300_000 * 46;
        long size = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong(end64 + 40);
        byte[] many = new byte[good.length + added];
        System.arraycopy(good, 0, many, 0, end64);
        System.arraycopy(good, end64, many, end64 + added, good.length - end64);
        ByteBuffer records = ByteBuffer.wrap(many).order(ByteOrder.LITTLE_ENDIAN);
        records.putLong(end64 + added + 24, 300_000)
                .putLong(end64 + added + 32, 300_000)
                .putLong(end64 + added + 40, size + added);
        int locator = find(many, 0x07064b50, end64 + added);
        records.putLong(locator + 8, end64 + added);
        int end = many.length - 22;
        records.putShort(end + 10, (short) -1).putInt(end + 12, -1);
        assertCorrupt(many, "has 300000 zip entries, but the limit is 200000");
    }

    @Test
    void zip64_records_that_contradict_are_refused() throws IOException {
        byte[] good = Files.readAllBytes(Fixtures.path("checkpoints/odd_zip.pth"));
        int locator = find(good, 0x07064b50, 0);
        assertCorrupt(tamper(good, locator, b -> b.putLong(8, 5)), "zip64 locator");
        assertCorrupt(tamper(good, locator, b -> b.putLong(8, -1)), "zip64 locator");
        int end64 = find(good, 0x06064b50, 0);
        assertCorrupt(tamper(good, end64, b -> b.putLong(32, 7)), "contradicts its end record");
        assertCorrupt(tamper(good, end64, b -> b.putLong(48, Long.MAX_VALUE)), "contradicts its end record");
    }

    @Test
    void two_entries_of_one_name_or_place_are_refused() throws IOException {
        byte[] good = small();
        int first = find(good, CENTRAL, 0);
        int second = find(good, CENTRAL, first + 1);
        int header = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(first + 42);
        assertCorrupt(tamper(good, second, b -> b.putInt(42, header)), "overlapping zip entries");
        byte[] renamed = good.clone();
        byte[] name = "m/data/1".getBytes(StandardCharsets.US_ASCII);
        byte[] twin = "m/data/2".getBytes(StandardCharsets.US_ASCII);
        for (int at = find(renamed, twin, 0); at >= 0; at = find(renamed, twin, 0)) {
            System.arraycopy(name, 0, renamed, at, name.length);
        }
        assertCorrupt(renamed, "two zip entries named 'm/data/1'");
    }

    @Test
    void a_big_endian_checkpoint_is_named() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("m/data.pkl", PickleBuilder.pickle().ops("}").stop());
        entries.put("m/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
        Path file = PickleBuilder.zip(folder.resolve("x.pth"), entries);
        assertThatThrownBy(() -> Checkpoints.open(file))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("byte order 'big'");
    }

    @Test
    void two_pickles_are_refused() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("m/data.pkl", PickleBuilder.pickle().ops("}").stop());
        entries.put("n/data.pkl", PickleBuilder.pickle().ops("}").stop());
        assertCorrupt(Files.readAllBytes(PickleBuilder.zip(folder.resolve("x.pth"), entries)), "more than one");
    }

    @Test
    void a_comment_at_the_end_is_allowed() throws IOException {
        byte[] good = small();
        byte[] longer = ByteBuffer.allocate(good.length + 5).put(good).array();
        byte[] commented = tamper(longer, find(longer, END, 0), b -> b.putShort(20, (short) 5));
        assertThat(open(commented).tensors()).isEmpty();
    }

    private byte[] small() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("m/data.pkl", PickleBuilder.pickle().ops("}").stop());
        entries.put("m/data/1", new byte[64]);
        entries.put("m/data/2", new byte[64]);
        return Files.readAllBytes(PickleBuilder.zip(folder.resolve("x.pth"), entries));
    }

    private void assertTampered(int signature, Consumer<ByteBuffer> change, String message) throws IOException {
        byte[] good = small();
        byte[] bad = tamper(good, find(good, signature, 0), change);
        assertThatThrownBy(() -> open(bad))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message);
    }

    private static byte[] tamper(byte[] good, int at, Consumer<ByteBuffer> change) {
        byte[] bad = good.clone();
        change.accept(ByteBuffer.wrap(bad, at, bad.length - at).slice().order(ByteOrder.LITTLE_ENDIAN));
        return bad;
    }

    private static int find(byte[] bytes, int signature, int from) {
        return find(
                bytes,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(signature)
                        .array(),
                from);
    }

    private static int find(byte[] bytes, byte[] wanted, int from) {
        for (int at = from; at <= bytes.length - wanted.length; at++) {
            if (ByteBuffer.wrap(bytes, at, wanted.length).equals(ByteBuffer.wrap(wanted))) {
                return at;
            }
        }
        return -1;
    }

    private static Checkpoint open(byte[] bytes) throws IOException {
        return Checkpoints.open(
                ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), "x.pth");
    }

    private static void assertCorrupt(byte[] bytes, String message) {
        assertThatThrownBy(() -> open(bytes))
                .isInstanceOf(CheckpointCorruptException.class)
                .hasMessageContaining("x.pth")
                .hasMessageContaining(message);
    }
}
