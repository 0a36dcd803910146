package io.metaformer4j.weights.zip;

import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.disk.FileBytes;
import io.metaformer4j.weights.disk.ReadBudget;
import io.metaformer4j.zoo.PrintableText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stored entries of a zip archive, as views of the mapped file.
 *
 * <p>Stricter than a general zip reader, since PyTorch only writes one form (PKWARE APPNOTE 4.3, with zip64 records):
 * entries are neither compressed nor encrypted, names are plain relative paths and unique, local headers agree with
 * the central directory, entries do not overlap, and the directory ends where the end record says.
 */
final class ZipArchive {

    private static final int END_SIZE = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END64_SIZE = 56;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int LOCATOR_SIZE = 20;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int DIRECTORY_SIZE = 46;
    private static final int DIRECTORY_SIGNATURE = 0x02014b50;
    private static final int LOCAL_SIZE = 30;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int ZIP64_EXTRA = 1;
    private static final int FLAG_ENCRYPTED = 1;
    private static final int FLAG_DESCRIPTOR = 8;
    private static final long MAX_32 = 0xffffffffL;
    private static final int MAX_NAME = 4096;
    private static final int MAX_ENTRIES = 200_000;
    /** Heap of an entry in all indices. */
    private static final int HEAP_PER_ENTRY = 1024;

    private final FileBytes file;
    private final Map<String, ZipRecord> records = new LinkedHashMap<>();

    private ZipArchive(FileBytes file) {
        this.file = file;
    }

    /** Reads and checks the directory. */
    static Map<String, ZipRecord> read(FileBytes file) {
        ZipArchive archive = new ZipArchive(file);
        archive.readDirectory();
        return Collections.unmodifiableMap(archive.records);
    }

    /** Where the central directory lies. */
    private record Directory(long offset, long size, long entries) {}

    /** One entry of the central directory. */
    private record Entry(String name, int flags, int method, long crc, long size, long header) {
        boolean isStored() {
            return method == 0 && (flags & FLAG_ENCRYPTED) == 0;
        }
    }

    private void readDirectory() {
        Directory directory = directory();
        ByteBuffer bytes = file.slice(directory.offset, directory.size);
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < directory.entries; i++) {
            entries.add(entry(bytes));
        }
        if (bytes.hasRemaining()) {
            throw corrupt("has " + bytes.remaining() + " bytes too many in its zip directory");
        }
        refuseOtherContent(entries);
        entries.sort(Comparator.comparingLong(Entry::header));
        long free = 0;
        for (Entry entry : entries) {
            if (entry.header < free) {
                throw corrupt("has overlapping zip entries at '" + PrintableText.of(entry.name) + "'");
            }
            ZipRecord record = record(entry, directory.offset);
            free = record.offset() + record.size();
            if (records.put(entry.name, record) != null) {
                throw corrupt("has two zip entries named '" + PrintableText.of(entry.name) + "'");
            }
        }
    }

    /** Archives of other tools are named for what they are, before anything in them seems to be damaged. */
    private void refuseOtherContent(List<Entry> entries) {
        for (Entry entry : entries) {
            String name = "/" + entry.name;
            if (name.contains("/code/__torch__") || name.endsWith("/constants.pkl")) {
                throw unsupported("are a TorchScript archive, a program rather than a state dict; in Python, save"
                        + " torch.jit.load(...).state_dict()");
            } else if (name.endsWith("/archive_format") || name.endsWith("/serialized_exported_program.json")) {
                throw unsupported("are a program exported by torch.export, not a state dict; in Python, save"
                        + " torch.export.load(...).state_dict");
            } else if (name.endsWith(".npy")) {
                throw unsupported("are an archive of numpy arrays (.npz); in Python, save"
                        + " dict(numpy.load(...)) with torch.save or pickle.dump");
            } else if (name.endsWith("/metadata.json") || name.endsWith(".keras") || name.endsWith(".h5")) {
                throw unsupported("are an archive of Keras, not of PyTorch");
            }
        }
        for (Entry entry : entries) {
            if (!entry.isStored()) {
                throw unsupported("have a compressed or encrypted zip entry '" + PrintableText.of(entry.name)
                        + "' (method " + entry.method
                        + "); torch.save stores entries as they are: unpack the archive if it holds a checkpoint, else"
                        + " re-save it");
            }
        }
    }

    private UnsupportedCheckpointException unsupported(String text) {
        return new UnsupportedCheckpointException("weights '" + file.path() + "' " + text);
    }

    private Directory directory() {
        long end = endRecord();
        ByteBuffer record = file.slice(end, END_SIZE);
        int disks = record.getShort(4) | record.getShort(6);
        long entries = record.getShort(10) & 0xffff;
        long size = record.getInt(12) & MAX_32;
        long offset = record.getInt(16) & MAX_32;
        Directory directory = new Directory(offset, size, entries);
        long directoryEnd = end;
        if (end >= LOCATOR_SIZE && file.slice(end - LOCATOR_SIZE, LOCATOR_SIZE).getInt() == LOCATOR_SIGNATURE) {
            long end64 = file.slice(end - LOCATOR_SIZE, LOCATOR_SIZE).getLong(8);
            directory = directory64(end64, end - LOCATOR_SIZE, directory);
            directoryEnd = end64;
        }
        if (disks != 0 && disks != -1) {
            throw corrupt("is a zip archive in several parts");
        }
        if (directory.size < 0 || directory.offset < 0 || directory.offset != directoryEnd - directory.size) {
            throw corrupt("has a zip directory of " + directory.size + " bytes at byte " + directory.offset
                    + ", which does not end at byte " + directoryEnd
                    + " as it should; the file is truncated or damaged");
        }
        long most = ReadBudget.fitting(MAX_ENTRIES, HEAP_PER_ENTRY);
        if (directory.entries > most && directory.entries <= directory.size / DIRECTORY_SIZE) {
            throw corrupt("has " + directory.entries + " zip entries, but the limit is " + most
                    + "; a checkpoint has one for each tensor");
        }
        if (directory.entries < 0 || directory.entries > directory.size / DIRECTORY_SIZE) {
            throw corrupt("declares " + Long.toUnsignedString(directory.entries) + " zip entries in a directory of "
                    + directory.size + " bytes");
        }
        return directory;
    }

    /** The end record lies at the end, followed only by its comment of at most 64 KiB. */
    private long endRecord() {
        for (long at = file.size() - END_SIZE; at >= 0 && at >= file.size() - END_SIZE - 0xffff; at--) {
            ByteBuffer record = file.slice(at, END_SIZE);
            if (record.getInt() == END_SIGNATURE && (record.getShort(20) & 0xffff) == file.size() - END_SIZE - at) {
                return at;
            }
        }
        throw corrupt("has no zip directory at its end; the file is truncated, download or copy it again");
    }

    /** The zip64 end record, which must agree with every field of the old one that is not saturated. */
    private Directory directory64(long at, long locator, Directory old) {
        if (at < 0 || at > locator - END64_SIZE || file.slice(at, END64_SIZE).getInt() != END64_SIGNATURE) {
            throw corrupt("has a zip64 locator that points to byte " + Long.toUnsignedString(at)
                    + ", where there is no zip64 end record");
        }
        ByteBuffer record = file.slice(at, END64_SIZE);
        Directory directory = new Directory(record.getLong(48), record.getLong(40), record.getLong(32));
        if ((old.entries != 0xffff && old.entries != directory.entries)
                || (old.size != MAX_32 && old.size != directory.size)
                || (old.offset != MAX_32 && old.offset != directory.offset)) {
            throw corrupt("has a zip64 end record that contradicts its end record");
        }
        return directory;
    }

    private Entry entry(ByteBuffer directory) {
        if (directory.remaining() < DIRECTORY_SIZE || directory.getInt(directory.position()) != DIRECTORY_SIGNATURE) {
            throw corrupt("has a damaged zip directory");
        }
        ByteBuffer fixed = directory.slice(directory.position(), DIRECTORY_SIZE).order(directory.order());
        int nameLength = fixed.getShort(28) & 0xffff;
        int extraLength = fixed.getShort(30) & 0xffff;
        int commentLength = fixed.getShort(32) & 0xffff;
        if (directory.remaining() - DIRECTORY_SIZE < nameLength + extraLength + commentLength) {
            throw corrupt("has a damaged zip directory");
        }
        directory.position(directory.position() + DIRECTORY_SIZE);
        String name = name(directory, nameLength);
        ByteBuffer extra = directory.slice(directory.position(), extraLength).order(directory.order());
        directory.position(directory.position() + extraLength + commentLength);
        return entry(name, fixed, extra);
    }

    private Entry entry(String name, ByteBuffer fixed, ByteBuffer extra) {
        int flags = fixed.getShort(8);
        int method = fixed.getShort(10) & 0xffff;
        ByteBuffer wide = zip64Extra(extra);
        long size = fixed.getInt(24) & MAX_32;
        long stored = fixed.getInt(20) & MAX_32;
        long header = fixed.getInt(42) & MAX_32;
        size = size == MAX_32 ? next(wide, name) : size;
        stored = stored == MAX_32 ? next(wide, name) : stored;
        header = header == MAX_32 ? next(wide, name) : header;
        if ((method == 0 && size != stored) || size < 0 || stored < 0 || header < 0) {
            throw corrupt("has zip entry '" + PrintableText.of(name) + "' with impossible sizes");
        }
        return new Entry(name, flags, method, fixed.getInt(16) & MAX_32, size, header);
    }

    private long next(ByteBuffer wide, String name) {
        if (wide.remaining() < Long.BYTES) {
            throw corrupt("has zip entry '" + PrintableText.of(name) + "' without the zip64 field that it needs");
        }
        return wide.getLong();
    }

    private static ByteBuffer zip64Extra(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int id = extra.getShort() & 0xffff;
            int length = Math.min(extra.getShort() & 0xffff, extra.remaining());
            if (id == ZIP64_EXTRA) {
                return extra.slice(extra.position(), length).order(extra.order());
            }
            extra.position(extra.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private String name(ByteBuffer directory, int length) {
        byte[] bytes = new byte[length];
        directory.get(bytes);
        String name = new String(bytes, StandardCharsets.UTF_8);
        boolean plain = length > 0
                && length <= MAX_NAME
                && !name.startsWith("/")
                && name.indexOf('\\') < 0
                && name.chars().noneMatch(c -> c < ' ')
                && !("/" + name + "/").contains("/../");
        if (!plain) {
            throw corrupt("has a zip entry whose name is not a plain relative path: '" + PrintableText.of(name) + "'");
        }
        return name;
    }

    /** Finds the data behind the local header, which must agree with the directory. */
    private ZipRecord record(Entry entry, long limit) {
        if (entry.header > limit - LOCAL_SIZE) {
            throw corrupt("has zip entry '" + PrintableText.of(entry.name) + "' outside its data");
        }
        ByteBuffer local = file.slice(entry.header, LOCAL_SIZE);
        int nameLength = local.getShort(26) & 0xffff;
        long data = entry.header + LOCAL_SIZE + nameLength + (local.getShort(28) & 0xffff);
        if (local.getInt(0) != LOCAL_SIGNATURE || data > limit || entry.size > limit - data) {
            throw corrupt("has zip entry '" + PrintableText.of(entry.name) + "' whose data lies outside the archive");
        }
        byte[] name = new byte[nameLength];
        file.slice(entry.header + LOCAL_SIZE, nameLength).get(name);
        if (!new String(name, StandardCharsets.UTF_8).equals(entry.name)
                || local.getShort(8) != 0
                || local.getShort(6) != (short) entry.flags
                || !sizesAgree(entry, local)) {
            throw corrupt("has zip entry '" + PrintableText.of(entry.name)
                    + "' whose local header contradicts the directory");
        }
        return new ZipRecord(file, entry.name, data, entry.size, entry.crc);
    }

    private static boolean sizesAgree(Entry entry, ByteBuffer local) {
        return agrees(local.getInt(14) & MAX_32, entry.crc, entry)
                && agrees(local.getInt(18) & MAX_32, entry.size, entry)
                && agrees(local.getInt(22) & MAX_32, entry.size, entry);
    }

    /** A value of a local header may be absent if a descriptor follows the data, or saturated if it is large. */
    private static boolean agrees(long local, long directory, Entry entry) {
        return local == directory
                || (local == 0 && (entry.flags & FLAG_DESCRIPTOR) != 0)
                || (local == MAX_32 && directory >= MAX_32);
    }

    private CheckpointCorruptException corrupt(String text) {
        return new CheckpointCorruptException("weights '" + file.path() + "': the zip archive " + text);
    }
}
