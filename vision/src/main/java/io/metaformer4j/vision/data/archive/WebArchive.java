package io.metaformer4j.vision.data.archive;

import io.metaformer4j.vision.data.WebAccess;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An archive on the web.
 *
 * @param address its address; the path ends in {@code .tar}
 * @param web how it is read
 */
public record WebArchive(URI address, WebAccess web) implements ArchiveFile {

    /** An index or a list of classes is far smaller; anything larger is something else. */
    private static final long LARGEST_SIBLING = 1L << 30;

    @Override
    public SeekableByteChannel open() throws IOException {
        return web.files().open(address);
    }

    @Override
    public String name() {
        String user = address.getRawUserInfo();
        return user == null ? address.toString() : address.toString().replace(user + "@", "***@");
    }

    @Override
    public String leaf() {
        String path = address.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public String folder() {
        return address.resolve(".").toString();
    }

    @Override
    public String origin() {
        return name();
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    /** What was signed for the archive in its query does not hold for others, so it is left out. */
    @Override
    public Optional<byte[]> beside(String leaf) throws IOException {
        Optional<URI> sibling = sibling(leaf);
        if (sibling.isEmpty()) {
            return Optional.empty();
        }
        try (SeekableByteChannel channel = web.files().open(sibling.get())) {
            if (channel.size() > LARGEST_SIBLING) {
                return Optional.empty();
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            return bytes.hasRemaining() ? Optional.empty() : Optional.of(bytes.array());
        } catch (NoSuchFileException | AccessDeniedException e) {
            return Optional.empty(); // some servers refuse what is not there
        }
    }

    private Optional<URI> sibling(String leaf) {
        try {
            return Optional.of(address.resolve(new URI(null, null, leaf, null)));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<byte[]> keptIndex() throws IOException {
        Optional<Path> file = indexFile();
        return file.isPresent() && Files.isRegularFile(file.get())
                ? Optional.of(Files.readAllBytes(file.get()))
                : Optional.empty();
    }

    @Override
    public void keepIndex(byte[] index) {
        indexFile().ifPresent(file -> keep(file, index));
    }

    private Optional<Path> indexFile() {
        return web.indexes().map(folder -> folder.resolve(digest(address.toString()) + ShardIndex.ENDING));
    }

    private static String digest(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void keep(Path file, byte[] index) {
        try {
            Files.createDirectories(file.getParent());
            WholeFile.write(file, index);
        } catch (IOException e) {
            // a full or read-only disk; the archive is looked through again the next time
        }
    }
}
