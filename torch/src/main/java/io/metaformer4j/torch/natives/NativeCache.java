package io.metaformer4j.torch.natives;

import io.metaformer4j.weights.disk.FolderLock;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Libraries unpacked from their archives, in a folder that processes share.
 *
 * <p>Processes that find everything in place load at the same time, with a shared lock on the folder. One that has something to
 * unpack locks all others out until it has loaded. Files get their names when they are complete and on disk, so a process that
 * is killed at any moment leaves nothing that another one would take for a library. Files that are mapped by other processes
 * are replaced, never written into.
 */
final class NativeCache {

    /** How to use another folder. */
    static final String REMEDY =
            "set -Dorg.bytedeco.javacpp.cachedir=FOLDER (for the command in METAFORMER_JAVA_OPTS) to one"
                    + " with 500 MB free from which programs may be run";

    private static final Logger LOG = LoggerFactory.getLogger(NativeCache.class);
    private static final String LOADED = ".metaformer4j.loaded-";
    private static final String UNFINISHED = ".unpacking-";
    private static final int BUFFER = 1 << 18;
    private static final long MEBIBYTE = 1 << 20;

    /**
     * A library.
     *
     * @param jar the archive it is in
     * @param entry where it is in there
     * @param file where it belongs
     */
    record Library(JarFile jar, JarEntry entry, Path file) {

        /**
         * By size and time, as JavaCPP does, which would else unpack it again. A link was made by JavaCPP, as it does for MKL in
         * place of OpenBLAS.
         */
        boolean isWhole() {
            try {
                BasicFileAttributes found =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (found.isSymbolicLink()) {
                    return Files.isRegularFile(file);
                }
                return found.isRegularFile()
                        && found.size() == entry.getSize()
                        && found.lastModifiedTime().toMillis() == entry.getTime();
            } catch (IOException e) {
                return false;
            }
        }

        String name() {
            return file.getFileName().toString();
        }
    }

    private final Path folder;
    private final List<Library> libraries;

    NativeCache(Path folder, List<Library> libraries) {
        this.folder = folder;
        this.libraries = List.copyOf(libraries);
    }

    /**
     * Unpacks what is missing and loads everything.
     *
     * @param load loads the libraries
     * @return names of the files that had to be unpacked
     */
    List<String> use(Runnable load) {
        while (true) {
            Optional<List<String>> unpacked = isReady() ? loadShared(load) : loadExclusively(load);
            if (unpacked.isPresent()) {
                return unpacked.get();
            }
            // another process was faster: look again
        }
    }

    private Optional<List<String>> loadShared(Runnable load) {
        try (FolderLock ignored = FolderLock.shared(folder, REMEDY)) {
            if (!isReady()) {
                return Optional.empty();
            }
            load.run();
            return Optional.of(List.of());
        }
    }

    private Optional<List<String>> loadExclusively(Runnable load) {
        try (FolderLock lock = FolderLock.exclusive(folder, REMEDY)) {
            if (isReady()) {
                return Optional.empty();
            }
            List<String> unpacked = unpack(lock.isHeld());
            load.run();
            markLoaded();
            return Optional.of(unpacked);
        }
    }

    /**
     * Whether loading changes nothing in the folder: all libraries are there, and have been loaded from there before, by which
     * JavaCPP has made links between the folders of the archives. Without archives this cannot be known.
     */
    private boolean isReady() {
        return !libraries.isEmpty()
                && Files.exists(loadedMark())
                && libraries.stream().allMatch(Library::isWhole);
    }

    private Path loadedMark() {
        CRC32 name = new CRC32();
        libraries.forEach(library -> name.update(library.file().toString().getBytes(StandardCharsets.UTF_8)));
        return folder.resolve(LOADED + Long.toHexString(name.getValue()));
    }

    private void markLoaded() {
        try {
            Files.write(loadedMark(), new byte[0]);
        } catch (IOException e) {
            LOG.info(
                    "'{}' cannot be written ({}); processes load the libraries one after the other",
                    folder,
                    e.toString());
        }
    }

    private List<String> unpack(boolean alone) {
        List<Library> missing =
                libraries.stream().filter(library -> !library.isWhole()).toList();
        if (alone) {
            missing.forEach(library -> removeUnfinished(library.file()));
        }
        requireSpace(missing);
        List<String> unpacked = new ArrayList<>();
        for (Library library : missing) {
            try {
                unpack(library);
            } catch (IOException e) {
                throw failure(library, reason(e), e);
            }
            unpacked.add(library.name());
        }
        return unpacked;
    }

    private void requireSpace(List<Library> missing) {
        if (missing.isEmpty()) {
            return;
        }
        long needed =
                missing.stream().mapToLong(library -> library.entry().getSize()).sum();
        long free;
        try {
            free = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            LOG.info("the free space of '{}' is not known ({}); unpacking begins nevertheless", folder, e.toString());
            return;
        }
        if (free < needed) {
            throw new TorchException(
                    "unpacking the native libraries into '" + folder + "' takes " + mebibytes(needed) + " MB, but only "
                            + mebibytes(free) + " MB are free there; free some, or " + REMEDY,
                    null);
        }
    }

    private static void unpack(Library library) throws IOException {
        Path file = library.file();
        Files.createDirectories(file.getParent());
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED + UUID.randomUUID());
        try {
            CRC32 checksum = new CRC32();
            // Not a channel: an interrupt would close it.
            try (InputStream in = library.jar().getInputStream(library.entry());
                    FileOutputStream out = new FileOutputStream(unfinished.toFile())) {
                copy(in, new CheckedOutputStream(out, checksum));
                out.getFD().sync();
            }
            if (Files.size(unfinished) != library.entry().getSize()
                    || checksum.getValue() != library.entry().getCrc()) {
                throw new IOException("the archive '" + library.jar().getName()
                        + "' is damaged; delete it, and build or install again");
            }
            Files.setLastModifiedTime(
                    unfinished, FileTime.fromMillis(library.entry().getTime()));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
        }
    }

    /** Removes what killed processes have left. */
    private static void removeUnfinished(Path file) {
        try (DirectoryStream<Path> unfinished =
                Files.newDirectoryStream(file.getParent(), file.getFileName() + UNFINISHED + "*")) {
            for (Path temporary : unfinished) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            // there is no such folder yet, or nothing can be removed there, which writing will tell better
        }
    }

    private TorchException failure(Library library, String reason, IOException cause) {
        return new TorchException(
                "unpacking " + library.name() + " (" + mebibytes(library.entry().getSize()) + " MB) into '"
                        + library.file().getParent() + "' failed: " + reason + "; make room or repair that folder, or "
                        + REMEDY,
                cause);
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException failed && failed.getReason() != null) {
            return failed.getReason();
        }
        return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    }

    private static long mebibytes(long bytes) {
        return (bytes + MEBIBYTE - 1) / MEBIBYTE;
    }
}
