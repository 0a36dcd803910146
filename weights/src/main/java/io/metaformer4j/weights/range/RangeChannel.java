package io.metaformer4j.weights.range;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file elsewhere as a channel that can only be read. Confined to one thread; opening and closing cost nothing. */
public final class RangeChannel implements SeekableByteChannel {

    private final RangeSource source;
    private final ChunkCache cache;
    private long position;
    private boolean closed;

    /**
     * Opens a channel.
     *
     * @param source the file
     * @param cache memory for parts of it, shared with other channels
     */
    public RangeChannel(RangeSource source, ChunkCache cache) {
        this.source = source;
        this.cache = cache;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        requireOpen();
        long left = source.size() - position;
        if (left <= 0) {
            return -1;
        }
        int count = (int) Math.min(target.remaining(), left);
        if (count > 0) {
            cache.read(source, position, target.slice(target.position(), count));
            target.position(target.position() + count);
            position += count;
        }
        return count;
    }

    @Override
    public long position() throws ClosedChannelException {
        requireOpen();
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws ClosedChannelException {
        requireOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("position " + newPosition + " lies before the file");
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws ClosedChannelException {
        requireOpen();
        return source.size();
    }

    @Override
    public int write(ByteBuffer bytes) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
