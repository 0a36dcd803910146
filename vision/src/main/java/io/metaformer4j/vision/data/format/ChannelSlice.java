package io.metaformer4j.vision.data.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A part of a file as a stream that knows its position in the file and skips without reading. */
final class ChannelSlice extends InputStream {

    private final SeekableByteChannel channel;
    private final long end;
    private long position;

    ChannelSlice(SeekableByteChannel channel, long offset, long size) {
        this.channel = channel;
        this.position = offset;
        this.end = offset + size;
    }

    /** Where in the file the next byte lies. */
    long position() {
        return position;
    }

    /** Where the slice ends in the file. */
    long end() {
        return end;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position >= end) {
            return -1;
        }
        int wanted = (int) Math.min(length, end - position);
        channel.position(position);
        int count = channel.read(ByteBuffer.wrap(bytes, offset, wanted));
        position += Math.max(count, 0);
        return count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, end - position));
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - position);
    }
}
