package io.metaformer4j.cli.output;

import io.metaformer4j.weights.hub.DownloadListener;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows a download from its first byte on. */
public final class DownloadProgress implements DownloadListener, AutoCloseable {

    private static final double MEGA = 1e6;

    private final PrintWriter err;
    private CommandProgress progress;

    /**
     * Shows nothing until a first byte came.
     *
     * @param err receives the progress
     */
    public DownloadProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public synchronized void progress(long bytes, long total) {
        if (progress == null) {
            progress = CommandProgress.start(err, "download", total, " bytes");
        }
        progress.at(bytes, String.format(Locale.ROOT, "%.1f MB", bytes / MEGA));
    }

    @Override
    public synchronized void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
