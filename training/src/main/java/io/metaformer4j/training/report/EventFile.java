package io.metaformer4j.training.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A file of records as TensorFlow frames them, in little-endian order: the length of the data in eight bytes, the
 * masked CRC-32C of these eight bytes, the data, and the masked CRC-32C of the data. It is opened for each record, so
 * that nothing has to be closed and readers see a record as soon as it is written; a reader passes over the last one
 * while it is cut off.
 */
final class EventFile {

    /** How readers recognise such files; they read those of a folder in the order of their names. */
    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{1,18})\\..*");

    /** TensorFlow's constant for checksums that are stored beside what they are of. */
    private static final int MASK = 0xa282ead8;

    private static final int MASK_SHIFT = 15;

    private final Path path;

    private EventFile(Path path) {
        this.path = path;
    }

    /**
     * Creates an empty file, which readers take after all that are in the folder already.
     *
     * @param folder a folder that exists
     * @param seconds the time in seconds since 1970
     */
    static EventFile create(Path folder, long seconds) throws IOException {
        List<Path> older;
        try (Stream<Path> files = Files.list(folder)) {
            older = files.toList();
        }
        long time = seconds;
        for (Path file : older) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches()) {
                time = Math.max(time, Long.parseLong(name.group(1)) + 1);
            }
        }
        Path path = folder.resolve(String.format(
                Locale.ROOT,
                "events.out.tfevents.%010d.metaformer4j.%d",
                time,
                ProcessHandle.current().pid()));
        Files.createFile(path);
        return new EventFile(path);
    }

    /** Adds a record. */
    void append(byte[] data) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedChecksum(record.duplicate().flip()));
        record.put(data);
        record.putInt(maskedChecksum(ByteBuffer.wrap(data)));
        record.flip();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.APPEND)) {
            while (record.hasRemaining()) {
                channel.write(record);
            }
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw (IOException) new FileSystemException(path.toString(), null, e.getMessage()).initCause(e);
        }
    }

    /** The CRC-32C of bytes, turned and shifted so that the checksum of data with a checksum in them is a sound one. */
    static int maskedChecksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return Integer.rotateRight((int) checksum.getValue(), MASK_SHIFT) + MASK;
    }
}
