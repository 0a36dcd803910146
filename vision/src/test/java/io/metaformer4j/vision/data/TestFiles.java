package io.metaformer4j.vision.data;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Small pictures, archives and data sets for tests. Pictures are of one colour, so that they can be told apart. */
public final class TestFiles {

    private TestFiles() {}

    public static byte[] png(int shade) {
        return png(4, 3, shade);
    }

    public static byte[] png(int width, int height, int shade) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            Picture.filled(width, height, shade, 255 - shade, 7).writePng(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Members in the order given: path, content, path, content. */
    public static Map<String, byte[]> members(Object... pathsAndContents) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        for (int i = 0; i < pathsAndContents.length; i += 2) {
            members.put((String) pathsAndContents[i], (byte[]) pathsAndContents[i + 1]);
        }
        return members;
    }

    public static byte[] tar(Map<String, byte[]> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(member.getKey(), true);
                entry.setSize(member.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(member.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] idx(int[] header, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * header.length + values.length);
        IntStream.of(header).forEach(buffer::putInt);
        IntStream.of(values).forEach(value -> buffer.put((byte) value));
        return buffer.array();
    }

    /** The red value of a sample's first pixel. */
    public static int shade(Dataset<ClassTarget> dataset, int index) throws IOException {
        Sample sample = dataset.sample(index, new ReadBuffer());
        return sample.decode(ImageDecoder.standard(), new DecodeWorkspace()).value(0, 0, 0);
    }
}
