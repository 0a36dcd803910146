package io.metaformer4j.vision.data.pack;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A shard of an earlier packing, which is compared with what would be written now and stays as it is. */
final class ExistingShard implements ShardFile {

    private final Path file;
    private final InputStream existing;

    private ExistingShard(Path file, InputStream existing) {
        this.file = file;
        this.existing = existing;
    }

    /**
     * Opens a shard to compare with.
     *
     * @throws MetaFormerException if it is no regular file
     */
    static ExistingShard open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new MetaFormerException("'" + file + "' is no regular file, so no shard can have this name; remove"
                    + " it, or choose another name or folder");
        }
        return new ExistingShard(file, new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }

    @Override
    public OutputStream stream() {
        return new Comparison();
    }

    @Override
    public void finish() throws IOException {
        if (existing.read() >= 0) {
            throw different();
        }
    }

    @Override
    public void close() throws IOException {
        existing.close();
    }

    private MetaFormerException different() {
        return new MetaFormerException("shard '" + file + "' is there already and holds something else than these data,"
                + " in this order and with this size of shards, give; remove the old shards, or choose another name or"
                + " folder");
    }

    private final class Comparison extends OutputStream {

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] found = existing.readNBytes(length);
            if (!Arrays.equals(found, 0, found.length, bytes, offset, offset + length)) {
                throw different();
            }
        }
    }
}
