package io.metaformer4j.vision.data.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A shard that is written under a hidden name, which readers pass over, and gets its own when it is complete and on
 * disk.
 */
final class NewShard implements ShardFile {

    private static final String PART = ".part-";

    /** What is written is never so long without a change. */
    private static final Duration STALE = Duration.ofHours(1);

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;

    private NewShard(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
    }

    static NewShard create(Path target) throws IOException {
        String random = UUID.randomUUID().toString().substring(0, 8);
        Path temporary = target.resolveSibling("." + target.getFileName() + PART + random);
        return new NewShard(
                target,
                temporary,
                FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Removes what killed packings of the same name left half written. */
    static void removeAbandoned(Path folder, String name) throws IOException {
        Pattern part =
                Pattern.compile(Pattern.quote("." + name) + "-\\d{6,}\\.tar" + Pattern.quote(PART) + "[0-9a-f]{8}");
        Instant limit = Instant.now().minus(STALE);
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.toList();
        }
        for (Path file : all) {
            if (part.matcher(file.getFileName().toString()).matches()
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public OutputStream stream() {
        return new Bytes();
    }

    @Override
    public void finish() throws IOException {
        try {
            channel.force(true);
            channel.close();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw named(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Systems report a full disk without a name, or with the temporary one. */
    private FileSystemException named(IOException failure) {
        String reason = failure instanceof FileSystemException failed ? failed.getReason() : failure.getMessage();
        FileSystemException named = new FileSystemException(target.toString(), null, reason);
        named.initCause(failure);
        return named;
    }

    private final class Bytes extends OutputStream {

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                throw named(e);
            }
        }
    }
}
