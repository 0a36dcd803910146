package io.metaformer4j.vision.data.archive;

import io.metaformer4j.vision.data.WebAccess;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    private static final int LARGEST_SIBLING = 1 << 28;

    @Override
    public SeekableByteChannel open() {
        return WebChannel.open(web.files(), address);
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

    /** A signature is another one each time. */
    @Override
    public String origin() {
        return SignedAddress.unsigned(name());
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    /** What was signed for the archive in its query does not hold for others, so it is left out. */
    @Override
    public Optional<byte[]> beside(String leaf) throws IOException {
        Optional<URI> sibling = sibling(leaf);
        return sibling.isPresent() ? web.siblings().read(sibling.get(), LARGEST_SIBLING) : Optional.empty();
    }

    private Optional<URI> sibling(String leaf) {
        try {
            return Optional.of(address.resolve(new URI(null, null, leaf, null)));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** What its server says about files beside it holds for them alone. */
    @Override
    public boolean isNewerThan(String leaf) {
        return false;
    }

    @Override
    public Optional<String> version() throws IOException {
        return web.versions().of(address);
    }

    @Override
    public Optional<byte[]> keptIndex() {
        Optional<Path> file = indexFile();
        try {
            return file.isPresent() && Files.isRegularFile(file.get())
                    ? Optional.of(Files.readAllBytes(file.get()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // the archive says the same
        }
    }

    @Override
    public void keepIndex(byte[] index) {
        indexFile().ifPresent(file -> keep(file, index));
    }

    private Optional<Path> indexFile() {
        return web.indexes().map(folder -> folder.resolve(digest(origin()) + ShardIndex.ENDING));
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
