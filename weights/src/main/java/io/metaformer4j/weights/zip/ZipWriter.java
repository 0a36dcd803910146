package io.metaformer4j.weights.zip;

import io.metaformer4j.weights.disk.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a zip archive of stored entries whose data is aligned as PyTorch aligns it, so that it can be mapped.
 *
 * <p>Entries are smaller than 2 GiB, the archive may be larger: like PyTorch's, it always ends with zip64 records.
 * There are no time stamps, so equal content gives equal files.
 */
public final class ZipWriter {

    private static final int ALIGNMENT = 64;
    private static final int LOCAL_SIZE = 30;
    private static final int DIRECTORY_SIZE = 46;
    private static final int END_SIZE = 56 + 20 + 22;
    private static final int EXTRA_HEADER = 4;
    /** The id of PyTorch's padding field, the letters FB. */
    private static final short PADDING_ID = 0x4246;

    private static final short ZIP64_ID = 1;
    private static final short VERSION_STORED = 10;
    private static final short VERSION_ZIP64 = 45;
    private static final short FLAG_UTF8 = 1 << 11;
    private static final long MAX_32 = 0xffffffffL;
    private static final int MAX_16 = 0xffff;

    private final WritableByteChannel channel;
    private final List<Entry> entries = new ArrayList<>();
    private long position;

    /**
     * @param channel where to write
     * @param position how many bytes are before the archive; entries are found by their position in the file
     */
    public ZipWriter(WritableByteChannel channel, long position) {
        this.channel = channel;
        this.position = position;
    }

    private record Entry(String name, int crc, int size, long header) {
        byte[] nameBytes() {
            return name.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Writes an entry; the buffer's position does not move. */
    public void add(String name, ByteBuffer data) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(data.duplicate());
        Entry entry = new Entry(name, (int) crc.getValue(), data.remaining(), position);
        entries.add(entry);
        byte[] nameBytes = entry.nameBytes();
        long unpadded = position + LOCAL_SIZE + nameBytes.length + EXTRA_HEADER;
        int padding = (int) ((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT);
        ByteBuffer local = buffer(LOCAL_SIZE + nameBytes.length + EXTRA_HEADER + padding);
        local.putInt(0x04034b50).putShort(VERSION_STORED);
        putCommon(local, entry);
        local.putShort((short) nameBytes.length).putShort((short) (EXTRA_HEADER + padding));
        local.put(nameBytes).putShort(PADDING_ID).putShort((short) padding);
        while (local.hasRemaining()) {
            local.put((byte) 'Z');
        }
        write(local.flip());
        write(data.duplicate());
    }

    /** Writes the directory, after which no entry may be added. The channel stays open. */
    public void finish() throws IOException {
        long start = position;
        for (Entry entry : entries) {
            write(directoryEntry(entry));
        }
        write(end(start, position - start));
    }

    private static ByteBuffer directoryEntry(Entry entry) {
        boolean wide = entry.header >= MAX_32;
        byte[] name = entry.nameBytes();
        ByteBuffer b = buffer(DIRECTORY_SIZE + name.length + (wide ? EXTRA_HEADER + Long.BYTES : 0));
        b.putInt(0x02014b50).putShort(VERSION_ZIP64).putShort(wide ? VERSION_ZIP64 : VERSION_STORED);
        putCommon(b, entry);
        b.putShort((short) name.length).putShort((short) (wide ? EXTRA_HEADER + Long.BYTES : 0));
        b.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
        b.putInt((int) Math.min(MAX_32, entry.header));
        b.put(name);
        if (wide) {
            b.putShort(ZIP64_ID).putShort((short) Long.BYTES).putLong(entry.header);
        }
        return b.flip();
    }

    /** Flags, method, time, date, checksum and both sizes, which follow each other in both kinds of header. */
    private static void putCommon(ByteBuffer b, Entry entry) {
        b.putShort(FLAG_UTF8).putShort((short) 0).putShort((short) 0).putShort((short) 0);
        b.putInt(entry.crc).putInt(entry.size).putInt(entry.size);
    }

    /** The zip64 end record, its locator and the end record. */
    private ByteBuffer end(long start, long size) {
        long at = position;
        ByteBuffer b = buffer(END_SIZE);
        b.putInt(0x06064b50).putLong(44).putShort(VERSION_ZIP64).putShort(VERSION_ZIP64);
        b.putInt(0)
                .putInt(0)
                .putLong(entries.size())
                .putLong(entries.size())
                .putLong(size)
                .putLong(start);
        b.putInt(0x07064b50).putInt(0).putLong(at).putInt(1);
        short count = (short) Math.min(MAX_16, entries.size());
        b.putInt(0x06054b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(count)
                .putShort(count);
        b.putInt((int) Math.min(MAX_32, size))
                .putInt((int) Math.min(MAX_32, start))
                .putShort((short) 0);
        return b.flip();
    }

    private void write(ByteBuffer bytes) throws IOException {
        position += bytes.remaining();
        AtomicFile.writeFully(channel, bytes);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
