package io.metaformer4j.cli.output;

import io.metaformer4j.zoo.PrintableText;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * What a file system refused, in our words.
 *
 * @param failure what it said
 */
record FileFailure(FileSystemException failure) {

    /** What is wrong with which file, and what to do about it. */
    String message() {
        String file = "'" + PrintableText.of(String.valueOf(failure.getFile())) + "'";
        if (failure instanceof NoSuchFileException) {
            return "there is no file or folder " + file + "; check the path";
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission for " + file + "; check its owner and mode";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return file + " exists already and is something else; choose another name";
        }
        if (failure instanceof NotDirectoryException || failure instanceof FileSystemLoopException) {
            return file + " is no usable folder; check the path";
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return file + " is a folder that is not empty; choose another name";
        }
        String reason = failure.getReason() == null ? failure.getClass().getSimpleName() : failure.getReason();
        return file + " cannot be read or written: " + reason + "; " + remedy(reason);
    }

    /** The reasons are words of the C library, which Java does not translate. */
    private static String remedy(String reason) {
        return switch (reason) {
            case "No space left on device" -> "free some space there or choose another place";
            case "Disk quota exceeded" -> "free some of your space there or choose another place";
            case "File too large" -> "raise the shell's limit (ulimit -f) or choose another place";
            case "Read-only file system" -> "choose another place";
            case "File name too long" -> "choose a shorter name";
            case "Too many open files" -> "raise the shell's limit (ulimit -n)";
            default -> "check the path and the disk";
        };
    }
}
