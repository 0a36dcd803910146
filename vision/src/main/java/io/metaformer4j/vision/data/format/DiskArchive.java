package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.data.archive.ArchiveFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * An archive on disk.
 *
 * @param path where it is
 */
public record DiskArchive(Path path) implements ArchiveFile {

    @Override
    public SeekableByteChannel open() throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public String leaf() {
        return String.valueOf(path.getFileName());
    }

    @Override
    public String folder() {
        return String.valueOf(path.toAbsolutePath().getParent());
    }

    @Override
    public String origin() {
        return new RealPaths().of(FilePlace.of(path.toAbsolutePath()));
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public Optional<byte[]> beside(String leaf) throws IOException {
        Path file = path.resolveSibling(leaf);
        return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    @Override
    public boolean isNewerThan(String leaf) throws IOException {
        return Files.getLastModifiedTime(path).compareTo(Files.getLastModifiedTime(path.resolveSibling(leaf))) > 0;
    }

    @Override
    public Optional<String> version() {
        return Optional.empty();
    }

    /** An index of an archive on disk lies beside it, or is not worth keeping. */
    @Override
    public Optional<byte[]> keptIndex() {
        return Optional.empty();
    }

    @Override
    public void keepIndex(byte[] index) {
        // headers on disk are read quickly
    }
}
