package io.metaformer4j.weights.hub;

/** Follows a download; calls come from a network thread, one at a time. */
@FunctionalInterface
public interface DownloadListener {

    /** Ignores all reports. */
    DownloadListener NONE = (bytes, total) -> {};

    /**
     * Some bytes have arrived.
     *
     * @param bytes bytes of the file that are on disk, including those of an earlier, interrupted download; may go
     *     back if the server could not continue one
     * @param total size of the file in bytes; -1 if the server did not say
     */
    void progress(long bytes, long total);
}
