package io.metaformer4j.weights.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;

/**
 * The files in the cache that belong to one source.
 *
 * <p>{@code x} is complete and verified, {@code x.info} says what it is, {@code x.incomplete} is on its way, of the
 * version named in {@code x.incomplete.version}, {@code x.lock} is held by whoever downloads it.
 *
 * @param file the complete file
 */
record CacheEntry(Path file) {

    private static final int BUFFER = 1 << 16;

    static CacheEntry of(Path cache, WeightSource.HubFile source) {
        return new CacheEntry(cache.resolve("hub")
                .resolve(source.owner() + "--" + source.name())
                .resolve(source.revision().replace("/", "--"))
                .resolve(source.file()));
    }

    static CacheEntry of(Path cache, WeightSource.WebFile source) {
        String path = Optional.ofNullable(source.address().getPath()).orElse("");
        String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        String safe = name.isEmpty() || name.startsWith(".") ? "weights" + name : name;
        String folder = digest().map(sha -> HexFormat.of()
                        .formatHex(sha.digest(source.address().toString().getBytes(StandardCharsets.UTF_8)), 0, 8))
                .orElse("any");
        return new CacheEntry(cache.resolve("web").resolve(folder).resolve(safe));
    }

    Path incomplete() {
        return file.resolveSibling(file.getFileName() + ".incomplete");
    }

    Path lock() {
        return file.resolveSibling(file.getFileName() + ".lock");
    }

    private Path versionFile() {
        return file.resolveSibling(file.getFileName() + ".incomplete.version");
    }

    private Path infoFile() {
        return file.resolveSibling(file.getFileName() + ".info");
    }

    /** Whether the file is there and still has the size, and the checksum if one is asked for, that it should have. */
    boolean isValid(Optional<String> sha256) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        Properties info = info();
        String size = info.getProperty("size");
        if (size != null && !size.equals(Long.toString(Files.size(file)))) {
            return false;
        }
        if (sha256.isEmpty()) {
            return true;
        }
        String known = info.getProperty("sha256");
        return sha256.get().equalsIgnoreCase(known == null ? sha256(file) : known);
    }

    private Properties info() throws IOException {
        Properties info = new Properties();
        if (Files.isRegularFile(infoFile())) {
            try (InputStream in = Files.newInputStream(infoFile())) {
                info.load(in);
            } catch (IllegalArgumentException e) {
                info.clear(); // not ours; treated as absent
            }
        }
        return info;
    }

    /** Bytes of an interrupted download. */
    long incompleteSize() throws IOException {
        return Files.isRegularFile(incomplete()) ? Files.size(incomplete()) : 0;
    }

    /** Version of which the interrupted download is a part: an entity tag or a date, as the server gave it. */
    Optional<String> incompleteVersion() throws IOException {
        return Files.isRegularFile(versionFile())
                ? Optional.of(Files.readString(versionFile(), StandardCharsets.ISO_8859_1))
                : Optional.empty();
    }

    void rememberVersion(Optional<String> version) throws IOException {
        if (version.isPresent()) {
            Files.writeString(versionFile(), version.get(), StandardCharsets.ISO_8859_1);
        } else {
            Files.deleteIfExists(versionFile());
        }
    }

    void discardIncomplete() throws IOException {
        Files.deleteIfExists(incomplete());
        Files.deleteIfExists(versionFile());
    }

    /** Gives the verified download its final name. */
    void publish(URI address, String sha256) throws IOException {
        Properties info = new Properties();
        info.setProperty("address", address.toString());
        info.setProperty("size", Long.toString(Files.size(incomplete())));
        info.setProperty("sha256", sha256);
        Path temporary = file.resolveSibling(file.getFileName() + ".info.tmp");
        try (OutputStream out = Files.newOutputStream(temporary)) {
            info.store(out, null);
        }
        try (FileChannel channel = FileChannel.open(incomplete(), StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, infoFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.move(incomplete(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(versionFile());
    }

    /** Checksum of a file as lower-case hexadecimal digits. */
    static String sha256(Path file) throws IOException {
        MessageDigest sha = digest().orElseThrow(() -> new IOException("this Java runtime has no SHA-256"));
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sha.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    /** SHA-256 belongs to every Java runtime; the empty case never happens in practice. */
    private static Optional<MessageDigest> digest() {
        try {
            return Optional.of(MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            return Optional.empty();
        }
    }
}
