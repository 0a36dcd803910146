package io.metaformer4j.vision.data;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Where the pictures of a tar archive lie, and the short texts beside them.
 *
 * <p>Only headers and texts are read; pictures are skipped. Archives inside the archive are read too, one level deep
 * (ImageNet's training archive holds one archive per class), their name without extension counting as a folder. Nothing
 * is ever unpacked; still, names that leave the archive, links, devices and duplicates are refused.
 */
final class TarContents {

    /** Labels are short; a longer text is something else. */
    private static final int MAX_TEXT_BYTES = 1 << 20;

    private static final int MAX_NESTING = 1;
    private static final Set<String> TEXTS = Set.of("cls", "txt", "json");

    private final Path file;
    private final Map<String, Member> pictures = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();

    /**
     * Where a picture lies.
     *
     * @param archive the tar file
     * @param offset position of its first byte in the file
     * @param size number of bytes
     */
    record Member(Path archive, long offset, long size) {}

    private TarContents(Path file) {
        this.file = file;
    }

    static TarContents scan(Path file) throws IOException {
        TarContents contents = new TarContents(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            contents.scan(channel, new ChannelSlice(channel, 0, channel.size()), "", 0);
        }
        return contents;
    }

    /** Place of each picture by its path inside the archive, in the archive's order. */
    Map<String, Member> pictures() {
        return pictures;
    }

    /** Content of each {@code .cls}, {@code .txt} and {@code .json} file by its path inside the archive. */
    Map<String, String> texts() {
        return texts;
    }

    private void scan(FileChannel channel, ChannelSlice slice, String prefix, int nesting) {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(slice, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = prefix + checkedName(entry);
                if (entry.isDirectory()) {
                    continue;
                }
                checkKind(entry, name);
                if (entry.getSize() > slice.end() - slice.position()) {
                    throw broken("member '" + name + "' claims " + entry.getSize() + " bytes, but only "
                            + (slice.end() - slice.position()) + " follow; is the archive truncated?");
                }
                add(channel, tar, slice, entry.getSize(), name, nesting);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new MetaFormerException(
                    "archive '" + file + "' is broken or not a tar archive: " + e.getMessage(), e);
        }
    }

    private void add(
            FileChannel channel, TarArchiveInputStream tar, ChannelSlice slice, long size, String name, int nesting)
            throws IOException {
        String leaf = ImageNames.leaf(name);
        String extension = ImageNames.extension(leaf);
        if (ImageNames.isHidden(leaf)) {
            return;
        }
        if (ImageNames.isPictureExtension(extension)) {
            if (pictures.put(name, new Member(file, slice.position(), size)) != null) {
                throw broken("it holds '" + name + "' twice; remove one of them");
            }
        } else if (extension.equals("tar")) {
            if (nesting == MAX_NESTING) {
                throw broken("'" + name + "' is an archive inside an archive inside an archive; unpack one of them");
            }
            String folder = name.substring(0, name.length() - ".tar".length()) + "/";
            scan(channel, new ChannelSlice(channel, slice.position(), size), folder, nesting + 1);
        } else if (TEXTS.contains(extension) && size <= MAX_TEXT_BYTES) {
            texts.put(name, new String(tar.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private String checkedName(TarArchiveEntry entry) {
        String name = entry.getName().replace('\\', '/');
        while (name.startsWith("./")) {
            name = name.substring(2);
        }
        boolean leaves = name.startsWith("/") || name.indexOf('\0') >= 0 || name.matches("[A-Za-z]:.*");
        for (String part : name.split("/", -1)) {
            leaves |= part.equals("..");
        }
        if (leaves) {
            throw broken(
                    "the name of member '" + entry.getName() + "' leaves the archive; pack it with relative names");
        }
        return name;
    }

    private void checkKind(TarArchiveEntry entry, String name) {
        if (entry.isLink() || entry.isSymbolicLink()) {
            throw broken("member '" + name + "' is a link; pack the file itself (tar --dereference)");
        }
        if (entry.isSparse() || entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
            throw broken("member '" + name + "' is a sparse file, device or pipe; pack plain files only");
        }
    }

    private MetaFormerException broken(String reason) {
        return new MetaFormerException("archive '" + file + "' is refused: " + reason);
    }
}
