package io.metaformer4j.vision.data.archive;

import io.metaformer4j.vision.data.UnavailableArchiveException;
import io.metaformer4j.vision.data.WebAccess;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;

/** An archive on the web; says of every failure that it is not that of a picture. Confined to one thread. */
final class WebChannel implements SeekableByteChannel {

    private final SeekableByteChannel channel;

    private WebChannel(SeekableByteChannel channel) {
        this.channel = channel;
    }

    static WebChannel open(WebAccess.Files files, URI address) {
        try {
            return new WebChannel(files.open(address));
        } catch (IOException | MetaFormerException e) {
            throw unavailable(e);
        }
    }

    private static UnavailableArchiveException unavailable(Exception failure) {
        String reason = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        return new UnavailableArchiveException(reason == null ? failure.toString() : reason, failure);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        try {
            return channel.read(target);
        } catch (ClosedChannelException e) {
            throw e; // a defect of the program
        } catch (IOException | MetaFormerException e) {
            throw unavailable(e);
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        channel.position(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        channel.truncate(size);
        return this;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
