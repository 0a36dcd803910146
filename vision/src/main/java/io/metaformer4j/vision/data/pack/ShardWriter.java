package io.metaformer4j.vision.data.pack;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.data.archive.ArchiveListing;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes the samples of a shard as a tar archive: for each its picture and, behind that, the number of its class.
 * Nothing in it depends on the clock or on who writes it.
 */
final class ShardWriter implements Closeable {

    private static final int BLOCK = ArchiveListing.BLOCK;

    /** The end mark: two blocks of zeros. */
    private static final int END_BYTES = 2 * BLOCK;

    private final ShardFile file;
    private final OutputStream buffered;
    private final TarArchiveOutputStream tar;
    private final ArchiveListing listing = new ArchiveListing();
    private long bytes = END_BYTES;
    private int samples;

    ShardWriter(ShardFile file) {
        this.file = file;
        this.buffered = new BufferedOutputStream(file.stream(), 1 << 16);
        // never closed, since that would complete an archive that is not complete
        this.tar = new TarArchiveOutputStream(buffered, StandardCharsets.UTF_8.name());
    }

    int samples() {
        return samples;
    }

    /** What was added so far. */
    ArchiveListing listing() {
        return listing;
    }

    /** The size of the shard with one more sample. */
    long bytesWith(PackedSample sample) {
        return bytes
                + memberBytes(sample.picture().length())
                + memberBytes(sample.label().length());
    }

    private static long memberBytes(int size) {
        return BLOCK + (size + BLOCK - 1L) / BLOCK * BLOCK;
    }

    void add(PackedSample sample) throws IOException {
        long start = bytes - END_BYTES;
        bytes = bytesWith(sample);
        samples++;
        EncodedImage picture = sample.picture();
        String name = sample.key() + "." + sample.extension();
        listing.add(name, start + BLOCK, picture.length());
        listing.labels().add(sample.label());
        add(name, picture.bytes(), picture.offset(), picture.length());
        byte[] label = sample.label().getBytes(StandardCharsets.US_ASCII);
        add(sample.key() + ".cls", label, 0, label.length);
    }

    private void add(String name, byte[] content, int offset, int length) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(length);
        entry.setModTime(0L);
        entry.setIds(0, 0);
        entry.setNames("", "");
        tar.putArchiveEntry(entry);
        tar.write(content, offset, length);
        tar.closeArchiveEntry();
    }

    void finish() throws IOException {
        tar.finish();
        buffered.flush();
        file.finish();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
