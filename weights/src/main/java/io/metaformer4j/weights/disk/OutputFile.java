package io.metaformer4j.weights.disk;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of an output stands for, after all symbolic links were followed.
 *
 * <p>A regular file, or a name that nothing has yet, is replaced as a whole; a link stays and its target is replaced. What is
 * no regular file (a device, a named pipe, a descriptor of the process such as {@code /dev/stdout}) keeps its place and is
 * written through.
 */
public final class OutputFile {

    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;

    private static final Pattern DESCRIPTOR = Pattern.compile("/proc/[^/]+(?:/task/\\d+)?/fd/(\\d+)");

    private final Path name;
    private final Path target;
    private final boolean through;
    private final Optional<Integer> descriptor;

    private OutputFile(Path name, Path target, boolean through, Optional<Integer> descriptor) {
        this.name = name;
        this.target = target;
        this.through = through;
        this.descriptor = descriptor;
    }

    /**
     * Finds out what a name stands for; nothing is created.
     *
     * @param name the file to create, replace or write through
     * @return where the output goes
     * @throws IOException if the file system cannot tell
     * @throws MetaFormerException if no file can have this name: it is empty, a folder, or a link that leads in a circle
     */
    public static OutputFile of(Path name) throws IOException {
        if (name.toString().isEmpty()) {
            throw new MetaFormerException("the name of the output file is empty; give it a name");
        }
        Path path = name.toAbsolutePath();
        for (int links = 0; ; links++) {
            Optional<Integer> descriptor = descriptor(path);
            if (descriptor.isPresent() && Files.exists(path)) {
                return new OutputFile(name, path, true, descriptor);
            }
            if (!Files.isSymbolicLink(path)) {
                break;
            }
            if (links == MAX_LINKS) {
                throw new MetaFormerException(
                        output(name) + " is a symbolic link that leads in a circle; remove it or choose another name");
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        if (path.getFileName() == null || Files.isDirectory(path)) {
            throw new MetaFormerException(output(name) + " is a folder; name a file in it");
        }
        boolean through = Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path);
        return new OutputFile(name, path, through, Optional.empty());
    }

    /** The number of an open file of a process, if that is what the path names. */
    private static Optional<Integer> descriptor(Path path) throws IOException {
        Path folder = path.getParent();
        if (folder == null || path.getFileName() == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Matcher matcher = DESCRIPTOR.matcher(folder.toRealPath() + "/" + path.getFileName());
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    /**
     * Refuses a place where nothing can be written, before long work is done for nothing.
     *
     * @throws MetaFormerException if the folder does not exist or must not be written to, or if the file is write-protected
     */
    public void requireWritable() {
        if (Files.exists(target) && !Files.isWritable(target)) {
            throw new MetaFormerException(output(name) + " is write-protected; change its mode or choose another name");
        }
        if (through) {
            return;
        }
        Path folder = folder();
        if (!Files.isDirectory(folder)) {
            throw new MetaFormerException(output(name) + " cannot be written: there is no folder '"
                    + PrintableText.of(folder.toString()) + "'; create it or choose another");
        }
        if (!Files.isWritable(folder)) {
            throw new MetaFormerException(output(name) + " cannot be written: no permission for folder '"
                    + PrintableText.of(folder.toString()) + "'; change its mode or choose another");
        }
    }

    /**
     * Whether two outputs would replace each other. What is written through, such as {@code /dev/null}, can be named twice.
     *
     * @param other another output
     * @return true if both are one file, however they are spelled
     * @throws IOException if the file system cannot tell
     */
    public boolean isSameAs(OutputFile other) throws IOException {
        return !through
                && !other.through
                && target.getFileName().equals(other.target.getFileName())
                && Files.exists(folder())
                && Files.exists(other.folder())
                && Files.isSameFile(folder(), other.folder());
    }

    /**
     * Whether this output would replace a file that is read.
     *
     * @param input a file or folder, which need not exist
     * @return true if the input is the file that this output replaces
     * @throws IOException if the file system cannot tell
     */
    public boolean replaces(Path input) throws IOException {
        return !through && Files.exists(target) && Files.exists(input) && Files.isSameFile(target, input);
    }

    /**
     * Whether the output goes where results of a command are printed.
     *
     * @return true for {@code /dev/stdout} and its other names
     */
    public boolean isStandardOutput() {
        return descriptor.equals(Optional.of(1));
    }

    /**
     * Starts to write; see {@link PendingFile}.
     *
     * @return the file under a temporary name, or what is written through; the caller closes it
     * @throws IOException if it cannot be created or opened
     */
    public PendingFile open() throws IOException {
        return through ? PendingFile.through(this) : PendingFile.replacing(this);
    }

    /**
     * Removes what this process has begun to write here and not finished. For a process that is about to be ended from outside;
     * otherwise {@link PendingFile#close} does it.
     *
     * @throws IOException if the folder cannot be read or a file not be removed
     */
    public void removeUnfinished() throws IOException {
        String prefix = PendingFile.temporaryPrefix(target);
        if (through || !Files.isDirectory(folder())) {
            return;
        }
        try (DirectoryStream<Path> begun = Files.newDirectoryStream(
                folder(), file -> file.getFileName().toString().startsWith(prefix) && Files.isRegularFile(file))) {
            for (Path file : begun) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Whether it keeps its place and is written through, as a device or a pipe; what is written a second time comes
     * behind the first.
     *
     * @return false for a file that is replaced as a whole
     */
    public boolean isThrough() {
        return through;
    }

    /**
     * What the caller called it.
     *
     * @return the path that was given
     */
    public Path name() {
        return name;
    }

    /**
     * The file itself, behind all links of the last name; links among its folders are left to the system.
     *
     * @return an absolute path, of a file that need not exist yet
     */
    public Path target() {
        return target;
    }

    /** The open file of this process that is meant, if one is. */
    Optional<Integer> descriptor() {
        return descriptor;
    }

    Path folder() {
        return target.getParent();
    }

    private static String output(Path name) {
        return "output '" + PrintableText.of(name.toString()) + "'";
    }
}
