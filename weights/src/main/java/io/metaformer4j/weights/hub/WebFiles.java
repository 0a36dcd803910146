package io.metaformer4j.weights.hub;

import io.metaformer4j.weights.range.ChunkCache;
import io.metaformer4j.weights.range.RangeChannel;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files on the web that are read in parts, and never stored: large archives of which a program wants pictures.
 *
 * <p>Reads that lie close together become requests of a mebibyte, which stay in memory within a limit; others bring exactly
 * what is wanted. A connection that breaks is continued where it broke, with the pauses of the settings. A file must stay as
 * it is while it is in use: its size and its entity tag or date are compared in every answer. The access token is sent to
 * the hub alone. Safe for concurrent use.
 */
public final class WebFiles {

    private static final int CHUNK = 1 << 20;

    /** Most memory for what was read, of which no more is taken than an eighth of what Java has. */
    private static final long LARGEST_CACHE = 256L << 20;

    private static final int FEWEST_CHUNKS = 4;

    private final HubSettings settings;
    private final Ticker ticker;
    private final RedirectingClient client;
    private final ChunkCache cache;
    private final Map<URI, RangeReader> files = new ConcurrentHashMap<>();

    /**
     * Prepares reading; no server is contacted yet.
     *
     * @param settings timeouts, retries, token
     */
    public WebFiles(HubSettings settings) {
        this(
                settings,
                Ticker.SYSTEM,
                new ChunkCache(CHUNK, capacity(Runtime.getRuntime().maxMemory())));
    }

    WebFiles(HubSettings settings, Ticker ticker, ChunkCache cache) {
        this.settings = settings;
        this.ticker = ticker;
        this.client = new RedirectingClient(RedirectingClient.client(settings), settings);
        this.cache = cache;
    }

    static int capacity(long memory) {
        return (int) Math.max(FEWEST_CHUNKS, Math.min(LARGEST_CACHE, memory / 8) / CHUNK);
    }

    /**
     * Opens a file. The first time its server is asked for the size; afterwards this costs nothing.
     *
     * @param address an {@code http} or {@code https} address
     * @return its bytes, for one thread; reading them throws a {@link DownloadException} if they cannot be had, or the file
     *     was changed
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws java.nio.file.AccessDeniedException if the server refuses it
     * @throws IOException never otherwise
     * @throws DownloadException if the server cannot be reached or does not give parts of files, or offline mode is on
     */
    public SeekableByteChannel open(URI address) throws IOException {
        URI checked = new RemoteFile.WebFile(address).address();
        if (settings.offline()) {
            throw new DownloadException("'" + RedirectingClient.shown(checked)
                    + "' cannot be read, since offline mode is on; go online, or give data on disk");
        }
        RangeReader file = files.computeIfAbsent(checked, key -> new RangeReader(client, settings, ticker, key));
        file.open();
        return new RangeChannel(file, cache);
    }
}
