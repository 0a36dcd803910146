package io.metaformer4j.vision.loader;

import io.metaformer4j.vision.data.UnavailableArchiveException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Set;

/** Tells a disk or server that fails from a picture that is broken or missing: the next pictures would fail with it. */
final class DiskFailure {

    /** Words of the C library, which Java does not translate. */
    private static final Set<String> REASONS = Set.of(
            "Input/output error",
            "Stale file handle",
            "Stale NFS file handle",
            "Transport endpoint is not connected",
            "No such device",
            "No such device or address",
            "Host is down",
            "Connection timed out",
            "Too many open files",
            "Too many open files in system");

    private DiskFailure() {}

    /** Whether a failure, or what caused it, is one of the disk or of an archive on a server. */
    static boolean isBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnavailableArchiveException) {
                return true;
            }
            if (cause instanceof IOException refused && isReason(text(refused))) {
                return true;
            }
        }
        return false;
    }

    private static String text(IOException refused) {
        return String.valueOf(refused instanceof FileSystemException named ? named.getReason() : refused.getMessage());
    }

    /** Streams of {@code java.io} name the file first. */
    private static boolean isReason(String text) {
        return REASONS.stream().anyMatch(reason -> text.equals(reason) || text.endsWith("(" + reason + ")"));
    }
}
