package io.metaformer4j.weights.disk;

import io.metaformer4j.weights.CheckpointCorruptException;
import io.metaformer4j.weights.UnsupportedCheckpointException;
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
 * <p>Java maps at most 2 GiB at a time, so a larger file is covered by overlapping windows of 2 GiB that start every
 * GiB: any slice of at most 1 GiB lies within one of them. The file itself is closed again at once; the mapping ends
 * when the last slice becomes unreachable.
 */
public final class FileBytes {

    private static final long STEP = 1L << 30;

    private final Path path;
    private final long size;
    /** Where a window starts after the one before. */
    private final long step;

    private final ByteBuffer[] windows;

    private FileBytes(Path path, long size, long step, ByteBuffer[] windows) {
        this.path = path;
        this.size = size;
        this.step = step;
        this.windows = windows;
    }

    /**
     * Maps a file of any size.
     *
     * @throws IOException if it cannot be opened or mapped
     */
    public static FileBytes map(Path path) throws IOException {
        return map(path, STEP);
    }

    /** Maps with windows of twice the step. */
    public static FileBytes map(Path path, long step) throws IOException {
        long window = Math.min(2 * step, Integer.MAX_VALUE);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            int count = size <= window ? 1 : Math.toIntExact((size + step - 1) / step);
            ByteBuffer[] windows = new ByteBuffer[count];
            for (int i = 0; i < count; i++) {
                long start = i * step;
                windows[i] = channel.map(MapMode.READ_ONLY, start, Math.min(window, size - start))
                        .asReadOnlyBuffer();
            }
            return new FileBytes(path, size, step, windows);
        }
    }

    /** Bytes in memory, with a path for messages. */
    public static FileBytes of(Path path, ByteBuffer bytes) {
        return new FileBytes(
                path, bytes.remaining(), STEP, new ByteBuffer[] {bytes.slice().asReadOnlyBuffer()});
    }

    /** The file, as messages name it. */
    public Path path() {
        return path;
    }

    /** Number of bytes. */
    public long size() {
        return size;
    }

    /** A read-only little-endian view; the caller has checked that the range lies within the file. */
    public ByteBuffer slice(long offset, long length) {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new CheckpointCorruptException("weights '" + path + "' end at byte " + size + ", but bytes " + offset
                    + " to " + (offset + length) + " are needed; the file is truncated");
        }
        int window = windows.length == 1 ? 0 : (int) Math.min(windows.length - 1, offset / step);
        long start = offset - window * step;
        if (start + length > windows[window].limit()) {
            throw new UnsupportedCheckpointException("weights '" + path + "' hold a block of " + length
                    + " bytes at byte " + offset + "; a single tensor may have at most " + step + " bytes");
        }
        return windows[window].slice((int) start, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
