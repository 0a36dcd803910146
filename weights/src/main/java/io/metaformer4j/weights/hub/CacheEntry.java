package io.metaformer4j.weights.hub;

import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.weights.disk.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in the cache that belong to one source.
 *
 * <p>{@code x} is complete and verified, {@code x.info} says what it is, {@code x.incomplete} is on its way, of the
 * version noted in {@code x.incomplete.version}, {@code x.lock} is held by whoever downloads it.
 *
 * @param file the complete file
 */
record CacheEntry(Path file) {

    private static final Logger LOG = LoggerFactory.getLogger(CacheEntry.class);
    private static final String INCOMPLETE = ".incomplete";
    private static final String VERSION = ".incomplete.version";
    private static final String LOCK = ".lock";
    private static final String INFO = ".info";
    private static final List<String> SUFFIXES = List.of(INCOMPLETE, VERSION, LOCK, INFO);

    /** File systems allow 255 bytes, of which the longest suffixes take some. */
    private static final int LONGEST_NAME = 150;

    static CacheEntry of(Path cache, RemoteFile.HubFile source) {
        Path folder = cache.resolve("hub")
                .resolve(source.owner() + "--" + source.name())
                .resolve(folderOf(source.revision()));
        Path file = folder.resolve(source.file());
        return new CacheEntry(file.resolveSibling(own(file.getFileName().toString())));
    }

    /** Two revisions never share a folder, whatever slashes and dashes they have. */
    private static String folderOf(String revision) {
        String flat = revision.replace("/", "--");
        return revision.contains("--") ? flat + "-" + hash(revision) : flat;
    }

    static CacheEntry of(Path cache, RemoteFile.WebFile source) {
        String path = Optional.ofNullable(source.address().getPath()).orElse("");
        String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        String shorter = name.substring(Math.max(0, name.length() - LONGEST_NAME));
        String safe = shorter.isEmpty() || shorter.startsWith(".") ? "weights" + shorter : shorter;
        return new CacheEntry(
                cache.resolve("web").resolve(hash(source.address().toString())).resolve(own(safe)));
    }

    /** A name that is not the one of a file that belongs to another entry. */
    private static String own(String name) {
        return SUFFIXES.stream().anyMatch(name::endsWith) ? name + "_" : name;
    }

    private static String hash(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    Path incomplete() {
        return sibling(INCOMPLETE);
    }

    Path lock() {
        return sibling(LOCK);
    }

    private Path versionFile() {
        return sibling(VERSION);
    }

    private Path infoFile() {
        return sibling(INFO);
    }

    private Path sibling(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /**
     * What keeps the file from being used: it is not there, or is not what was downloaded. A checksum that is asked for is
     * always computed. Otherwise a file whose size and time have not changed since is trusted.
     *
     * @param sha256 checksum that the file must have
     * @return why the file cannot be used; empty if it can
     */
    Optional<String> problem(Optional<String> sha256) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.of("is not there");
        }
        if (sha256.isPresent()) {
            return mismatch(sha256.get());
        }
        Properties info = read(infoFile());
        String size = info.getProperty("size");
        if (size != null && !size.equals(Long.toString(Files.size(file)))) {
            return Optional.of("has " + Files.size(file) + " bytes where " + size + " were downloaded");
        }
        String known = info.getProperty("sha256");
        boolean unchanged = Long.toString(modified(file)).equals(info.getProperty("modified"));
        return known == null || unchanged ? Optional.empty() : mismatch(known);
    }

    private Optional<String> mismatch(String expected) throws IOException {
        String actual = Sha256.of(file);
        return expected.equalsIgnoreCase(actual)
                ? Optional.empty()
                : Optional.of("has SHA-256 " + actual + " where " + expected + " is expected");
    }

    private static long modified(Path path) throws IOException {
        return Files.getLastModifiedTime(path).toMillis();
    }

    /** The properties in a file of the cache; none if there is no such file, or if it has another form. */
    private static Properties read(Path path) throws IOException {
        Properties properties = new Properties();
        if (Files.isRegularFile(path)) {
            try (InputStream in = Files.newInputStream(path)) {
                properties.load(in);
            } catch (IllegalArgumentException e) {
                LOG.info("'{}' is damaged ({}); what it said is found out anew", path, e.getMessage());
                properties.clear();
            }
        }
        return properties;
    }

    private static void write(Properties properties, Path path) throws IOException {
        requireRegular(path);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        properties.store(bytes, null);
        AtomicFile.write(path, bytes.toByteArray());
    }

    /** Bytes of an interrupted download. */
    long incompleteSize() throws IOException {
        return Files.isRegularFile(incomplete()) ? Files.size(incomplete()) : 0;
    }

    /** Version of which the interrupted download is a part. */
    Optional<Version> incompleteVersion() throws IOException {
        return Version.of(read(versionFile()));
    }

    void storeVersion(Optional<Version> version) throws IOException {
        if (version.isPresent()) {
            write(version.get().toProperties(), versionFile());
        } else {
            Files.deleteIfExists(versionFile());
        }
    }

    void discardIncomplete() throws IOException {
        Files.deleteIfExists(incomplete());
        Files.deleteIfExists(versionFile());
    }

    /** Opens the interrupted download, or a new one, at its end. */
    FileChannel openIncomplete() throws IOException {
        requireRegular(incomplete());
        return FileChannel.open(
                incomplete(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** Fails before anything is downloaded if it could not be kept. */
    void requireSpace(ContentRange range) throws IOException {
        long needed = range.total() - range.from();
        long free = Files.getFileStore(file.getParent()).getUsableSpace();
        if (needed > free) {
            throw new IOException("the download has " + needed + " bytes, but only " + free + " are free");
        }
    }

    /** Opening a pipe would block until somebody writes to it. */
    static void requireRegular(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException("'" + path.getFileName() + "' is there, but is no regular file; delete it");
        }
    }

    /** A failure of the disk, with what can be done about it. */
    IOException unwritable(IOException cause) {
        String reason = cause instanceof FileSystemException failed
                ? Optional.ofNullable(failed.getReason())
                        .orElse(cause.getClass().getSimpleName())
                : String.valueOf(cause.getMessage());
        return new IOException(
                "the cache for weights in '" + file.getParent() + "' cannot be written (" + reason
                        + "); make room or repair that folder, or set METAFORMER_CACHE to another one",
                cause);
    }

    /** Gives the verified download its final name. */
    void publish(URI address, String sha256) throws IOException {
        try (FileChannel channel = FileChannel.open(incomplete(), StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Properties info = new Properties();
        info.setProperty("address", RedirectingClient.shown(address));
        info.setProperty("size", Long.toString(Files.size(incomplete())));
        info.setProperty("modified", Long.toString(modified(incomplete())));
        info.setProperty("sha256", sha256);
        write(info, infoFile());
        Files.move(incomplete(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(versionFile());
    }
}
