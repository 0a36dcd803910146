package io.metaformer4j.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file, mapped read-only.
 *
 * <p>Java maps at most 2 GiB at a time, so a larger file is covered by overlapping windows of 2 GiB that start every GiB: any
 * slice of at most 1 GiB lies within one of them. The file itself is closed again at once; the mapping ends when the last
 * slice becomes unreachable.
 */
final class FileBytes {

    private static final long STEP = 1L << 30;
    private static final long WINDOW = Integer.MAX_VALUE;

    private final Path path;
    private final long size;
    private final ByteBuffer[] windows;

    private FileBytes(Path path, long size, ByteBuffer[] windows) {
        this.path = path;
        this.size = size;
        this.windows = windows;
    }

    static FileBytes map(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            int count = size <= WINDOW ? 1 : Math.toIntExact((size + STEP - 1) / STEP);
            ByteBuffer[] windows = new ByteBuffer[count];
            for (int i = 0; i < count; i++) {
                long start = i * STEP;
                windows[i] = channel.map(MapMode.READ_ONLY, start, Math.min(WINDOW, size - start))
                        .asReadOnlyBuffer();
            }
            return new FileBytes(path, size, windows);
        }
    }

    /** Bytes in memory, with a path for messages. */
    static FileBytes of(Path path, ByteBuffer bytes) {
        return new FileBytes(
                path, bytes.remaining(), new ByteBuffer[] {bytes.slice().asReadOnlyBuffer()});
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /** A read-only little-endian view; the caller has checked that the range lies within the file. */
    ByteBuffer slice(long offset, long length) {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new CheckpointCorruptException("weights '" + path + "' end at byte " + size + ", but bytes " + offset
                    + " to " + (offset + length) + " are needed; the file is truncated");
        }
        int window = windows.length == 1 ? 0 : (int) Math.min(windows.length - 1, offset / STEP);
        long start = offset - window * STEP;
        if (start + length > WINDOW) {
            throw new UnsupportedCheckpointException("weights '" + path + "' hold a block of " + length
                    + " bytes at byte " + offset + "; a single tensor may have at most 1 GiB");
        }
        return windows[window].slice((int) start, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
