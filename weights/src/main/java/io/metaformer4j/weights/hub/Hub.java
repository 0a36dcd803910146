package io.metaformer4j.weights.hub;

import io.metaformer4j.weights.hub.RemoteFile.HubFile;
import io.metaformer4j.weights.hub.RemoteFile.WebFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Turns sources of weights into local files.
 *
 * <p>A file that was downloaded before is taken from the cache without asking the server again; delete it there to
 * fetch it anew, or name a commit as the revision to pin one. Several threads and processes may share a cache. Safe
 * for concurrent use.
 */
public final class Hub {

    private static final Duration LOCK_TIMEOUT = Duration.ofMinutes(30);

    private final HubSettings settings;
    private final Ticker ticker;
    private final HttpClient client;

    /**
     * Creates a hub client; nothing is contacted or created yet.
     *
     * @param settings where to fetch from and where to keep
     */
    public Hub(HubSettings settings) {
        this(settings, Ticker.SYSTEM);
    }

    Hub(HubSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
        this.client = RedirectingClient.client(settings);
    }

    /**
     * Fetches weights silently, see {@link #fetch(RemoteFile, Optional, DownloadListener)}.
     *
     * @param source where the weights are
     * @return a local file
     * @throws IOException if the disk fails
     * @throws DownloadException if the weights cannot be fetched
     */
    public Path fetch(RemoteFile source) throws IOException {
        return fetch(source, Optional.empty(), DownloadListener.NONE);
    }

    /**
     * Fetches weights, from the cache if they are there.
     *
     * @param source where the weights are
     * @param sha256 checksum that the file must have, in hexadecimal digits
     * @param listener is told about a download; not called if there is none
     * @return a local file in the cache
     * @throws IOException if the disk fails, for instance because it is full or the cache is read-only
     * @throws DownloadException if the weights cannot be fetched: no such file, no access, no connection, a wrong
     *     size or checksum, or offline mode and not in the cache
     */
    public Path fetch(RemoteFile source, Optional<String> sha256, DownloadListener listener) throws IOException {
        CacheEntry entry = entry(source);
        Optional<String> problem = entry.problem(sha256);
        if (problem.isEmpty()) {
            return entry.file();
        }
        if (settings.offline()) {
            throw new DownloadException("weights '" + shown(source) + "' cannot be taken from the cache, since '"
                    + entry.file() + "' " + problem.get()
                    + ", and offline mode is on; go online once, or give a local file");
        }
        try {
            Files.createDirectories(entry.file().getParent());
            CacheEntry.requireRegular(entry.lock());
            CacheLock lock = CacheLock.acquire(entry.lock(), LOCK_TIMEOUT);
            try {
                if (entry.problem(sha256).isPresent()) {
                    new Downloader(client, settings, ticker, address(source), entry, sha256, listener).download();
                }
            } finally {
                lock.close();
            }
        } catch (InterruptedException | ClosedByInterruptException e) {
            Thread.currentThread().interrupt();
            throw new DownloadException(
                    "download of '" + shown(source) + "' was interrupted; it will continue next time", e);
        } catch (IOException e) {
            throw entry.unwritable(e);
        }
        return entry.file();
    }

    private static String shown(RemoteFile source) {
        return source.accept(new RemoteFile.Visitor<>() {
            @Override
            public String hub(HubFile file) {
                return file.toString();
            }

            @Override
            public String web(WebFile file) {
                return RedirectingClient.shown(file.address());
            }
        });
    }

    /**
     * Looks into the cache only.
     *
     * @param source where the weights are
     * @return the local file, if there is a complete one
     * @throws IOException if the disk fails
     */
    public Optional<Path> cached(RemoteFile source) throws IOException {
        CacheEntry entry = entry(source);
        return entry.problem(Optional.empty()).isEmpty() ? Optional.of(entry.file()) : Optional.empty();
    }

    private CacheEntry entry(RemoteFile source) {
        return source.accept(new RemoteFile.Visitor<>() {
            @Override
            public CacheEntry hub(HubFile file) {
                return CacheEntry.of(settings.cache(), file);
            }

            @Override
            public CacheEntry web(WebFile file) {
                return CacheEntry.of(settings.cache(), file);
            }
        });
    }

    private URI address(RemoteFile source) {
        return source.accept(new RemoteFile.Visitor<>() {
            @Override
            public URI hub(HubFile file) {
                return URI.create(settings.endpoint() + "/" + file.owner() + "/" + file.name() + "/resolve/"
                        + file.revision() + "/" + file.file());
            }

            @Override
            public URI web(WebFile file) {
                return file.address();
            }
        });
    }
}
