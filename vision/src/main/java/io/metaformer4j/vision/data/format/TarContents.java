package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.data.archive.ArchiveFile;
import io.metaformer4j.vision.data.archive.ArchiveListing;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Where the pictures of a tar archive lie, and the short texts beside them.
 *
 * <p>Only headers and texts are read; pictures are skipped. Archives inside the archive are read too, one level deep
 * (ImageNet's training archive holds one archive per class), their name without extension counting as a folder. Nothing is ever
 * unpacked; still, names that leave the archive, links, devices and duplicates are refused. An archive must have its end mark:
 * without one it is cut off, even if it ends between two members, and it is unknown how many are missing.
 */
final class TarContents {

    /** Labels are short; a longer text is something else. */
    private static final int MAX_TEXT_BYTES = 1 << 20;

    private static final int MAX_NESTING = 1;
    private static final int BLOCK = ArchiveListing.BLOCK;

    /** Archives are padded to records of 10 KiB, or of up to a megabyte for tapes. */
    private static final int TAIL_BYTES = 1 << 20;

    private static final Set<String> TEXTS = Set.of("cls", "txt", "json");

    private final ArchiveFile file;
    private final Map<String, Member> pictures = new LinkedHashMap<>();
    private final Map<String, byte[]> texts = new LinkedHashMap<>();
    private final List<String> others = new ArrayList<>();

    /**
     * Where a picture lies.
     *
     * @param offset position of its first byte in the file
     * @param size number of bytes
     */
    record Member(long offset, long size) {}

    private TarContents(ArchiveFile file) {
        this.file = file;
    }

    /**
     * Looks through an archive.
     *
     * @param file the archive
     * @param channel its bytes, which stay open
     */
    static TarContents scan(ArchiveFile file, SeekableByteChannel channel) throws IOException {
        TarContents contents = new TarContents(file);
        contents.scan(channel, new ChannelSlice(channel, 0, channel.size()), "", 0);
        return contents;
    }

    /** Place of each picture by its path inside the archive, in the archive's order. */
    Map<String, Member> pictures() {
        return pictures;
    }

    /** Content of each {@code .cls}, {@code .txt} and {@code .json} file by its path, with the extension in lower case. */
    Map<String, byte[]> texts() {
        return texts;
    }

    /** Paths of files that are neither. */
    List<String> others() {
        return others;
    }

    private void scan(SeekableByteChannel channel, ChannelSlice slice, String prefix, int nesting) {
        long end = slice.position();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(slice, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = prefix + checkedName(entry);
                end = slice.position() + (entry.isDirectory() ? 0 : rounded(entry.getSize()));
                if (entry.isDirectory() || ImageFileNames.isHiddenPath(name)) {
                    continue;
                }
                checkKind(entry, name);
                if (entry.getSize() > slice.end() - slice.position()) {
                    throw broken("member " + PrintableNames.quoted(name) + " claims " + entry.getSize()
                            + " bytes, but only " + (slice.end() - slice.position())
                            + " follow; is the archive truncated?");
                }
                add(channel, tar, slice, entry.getSize(), name, nesting);
            }
            checkEnd(channel, end, slice.end(), prefix);
        } catch (IOException | IllegalArgumentException e) {
            throw new MetaFormerException(
                    "archive '" + file.name() + "' is broken or not a tar archive: " + e.getMessage(), e);
        }
    }

    private void add(
            SeekableByteChannel channel,
            TarArchiveInputStream tar,
            ChannelSlice slice,
            long size,
            String name,
            int nesting)
            throws IOException {
        String extension = ImageFileNames.extension(ImageFileNames.leaf(name));
        if (ImageFileNames.isPictureExtension(extension)) {
            if (!ArchiveListing.isPlace(slice.position(), size)) {
                throw broken("picture " + PrintableNames.quoted(name) + " has more than 4 GiB, or lies behind the first"
                        + " 2 TiB; pack smaller archives");
            }
            if (pictures.put(name, new Member(slice.position(), size)) != null) {
                throw broken("it holds " + PrintableNames.quoted(name) + " twice; remove one of them");
            }
        } else if (extension.equals("tar")) {
            if (nesting == MAX_NESTING) {
                throw broken(PrintableNames.quoted(name)
                        + " is an archive inside an archive inside an archive; unpack one of them");
            }
            String folder = name.substring(0, name.length() - ".tar".length()) + "/";
            scan(channel, new ChannelSlice(channel, slice.position(), size), folder, nesting + 1);
        } else if (TEXTS.contains(extension) && size <= MAX_TEXT_BYTES) {
            texts.put(name.substring(0, name.length() - extension.length()) + extension, tar.readAllBytes());
        } else {
            others.add(name);
        }
    }

    private static long rounded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** Behind the last member there is a block of zeros, and nothing else behind that. */
    private void checkEnd(SeekableByteChannel channel, long end, long limit, String prefix) throws IOException {
        ByteBuffer tail = ByteBuffer.allocate((int) Math.max(0, Math.min(TAIL_BYTES, limit - end)));
        channel.position(end);
        while (tail.hasRemaining() && channel.read(tail) > 0) {}
        tail.flip();
        String which = prefix.isEmpty() ? "it" : "the archive inside it for " + PrintableNames.quoted(prefix);
        if (tail.limit() < BLOCK || hasContent(tail, 0, BLOCK)) {
            throw broken(
                    which + " has no end mark; it was cut off or is still being written, so members may be missing");
        }
        if (hasContent(tail, BLOCK, tail.limit())) {
            throw broken(which + " goes on behind its end mark; were several archives joined? Give them as"
                    + " several shards, or pack their files into one archive");
        }
    }

    private static boolean hasContent(ByteBuffer bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes.get(i) != 0) {
                return true;
            }
        }
        return false;
    }

    private String checkedName(TarArchiveEntry entry) {
        String name = entry.getName().replace('\\', '/');
        while (name.startsWith("./")) {
            name = name.substring(2);
        }
        boolean escapes = name.startsWith("/") || name.indexOf('\0') >= 0 || name.matches("[A-Za-z]:.*");
        for (String part : name.split("/", -1)) {
            escapes |= part.equals("..");
        }
        if (escapes) {
            throw broken("the name of member " + PrintableNames.quoted(entry.getName())
                    + " leaves the archive; pack it with relative names");
        }
        return name;
    }

    private void checkKind(TarArchiveEntry entry, String name) {
        if (entry.isLink()) {
            throw broken("member " + PrintableNames.quoted(name)
                    + " is a hard link to another member and has no content of its own; pack a copy of the file");
        }
        if (entry.isSymbolicLink()) {
            throw broken("member " + PrintableNames.quoted(name) + " is a link; pack the file itself");
        }
        if (entry.isSparse() || entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
            throw broken("member " + PrintableNames.quoted(name)
                    + " is a sparse file, device or pipe; pack plain files only");
        }
    }

    private MetaFormerException broken(String reason) {
        return new MetaFormerException("archive '" + file.name() + "' is refused: " + reason);
    }
}
