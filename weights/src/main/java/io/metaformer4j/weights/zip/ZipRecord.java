package io.metaformer4j.weights.zip;

import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.disk.FileBytes;
import io.metaformer4j.weights.pickle.StorageSource;
import io.metaformer4j.zoo.PrintableText;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** One stored entry of a zip archive; its checksum is checked when its data is first used. Safe for concurrent use. */
public final class ZipRecord implements StorageSource.Slices {

    private static final long CHUNK = 1L << 30;

    private final FileBytes file;
    private final String name;
    private final long offset;
    private final long size;
    private final long crc;
    private volatile boolean verified;

    ZipRecord(FileBytes file, String name, long offset, long size, long crc) {
        this.file = file;
        this.name = name;
        this.offset = offset;
        this.size = size;
        this.crc = crc;
    }

    /** First byte of the data in the archive. */
    public long offset() {
        return offset;
    }

    /** Number of bytes of the data. */
    public long size() {
        return size;
    }

    /** All bytes. */
    public ByteBuffer bytes() {
        return slice(0, size);
    }

    @Override
    public ByteBuffer slice(long from, long length) {
        if (!verified) {
            verify();
            verified = true;
        }
        return file.slice(offset + from, length);
    }

    private void verify() {
        CRC32 actual = new CRC32();
        for (long done = 0; done < size; done += CHUNK) {
            actual.update(file.slice(offset + done, Math.min(CHUNK, size - done)));
        }
        if (actual.getValue() != crc) {
            throw new CheckpointCorruptException(String.format(
                    "weights '%s': record '%s' has CRC-32 %08x where the archive says %08x; the file is damaged,"
                            + " download or copy it again",
                    file.path(), PrintableText.of(name), actual.getValue(), crc));
        }
    }
}
