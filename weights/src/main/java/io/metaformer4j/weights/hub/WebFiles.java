package io.metaformer4j.weights.hub;

import io.metaformer4j.weights.range.ChunkCache;
import io.metaformer4j.weights.range.RangeChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        return new RangeChannel(reader(address), cache);
    }

    /**
     * What the server says about the version of a file: its entity tag or the date of its last change.
     *
     * @param address as {@link #open} takes it
     * @return the text, equal as long as the file stays the same; empty if the server says nothing
     * @throws IOException as {@link #open} does
     */
    public Optional<String> version(URI address) throws IOException {
        return reader(address).version();
    }

    /**
     * Reads a small file whole, if there is one: also from a server that gives no parts, or has a page in place of what is
     * missing.
     *
     * @param address an {@code http} or {@code https} address
     * @param limit most bytes that it may have
     * @return its bytes; empty if the server has none, refuses it, or gives a web page or more bytes
     * @throws IOException never otherwise
     * @throws DownloadException if the server cannot be reached or fails, or offline mode is on
     */
    public Optional<byte[]> whole(URI address, int limit) throws IOException {
        Whole whole = new Whole(checked(address), limit);
        try {
            new Attempts("reading", whole.address, settings, ticker).run(whole);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownloadException("reading '" + RedirectingClient.shown(whole.address) + "' was interrupted", e);
        }
        return whole.content;
    }

    private RangeReader reader(URI address) throws IOException {
        RangeReader file =
                files.computeIfAbsent(checked(address), key -> new RangeReader(client, settings, ticker, key));
        file.open();
        return file;
    }

    private URI checked(URI address) {
        URI checked = new RemoteFile.WebFile(address).address();
        if (settings.offline()) {
            throw new DownloadException("'" + RedirectingClient.shown(checked)
                    + "' cannot be read, since offline mode is on; go online, or give data on disk");
        }
        return checked;
    }

    /** A file that is read whole; confined to one thread. */
    private final class Whole implements Attempts.Job {

        private final URI address;
        private final int limit;
        private Optional<byte[]> content = Optional.empty();

        Whole(URI address, int limit) {
            this.address = address;
            this.limit = limit;
        }

        /** What broke off is read anew. */
        @Override
        public long reached() {
            return 0;
        }

        @Override
        public String remainder() {
            return "";
        }

        @Override
        public void attempt() throws RetryableDownloadException, InterruptedException {
            RedirectingClient.Answer answer;
            try {
                answer = client.get(address, Optional.empty(), Optional.empty());
            } catch (IOException e) {
                throw RetryableDownloadException.of("no answer from the server (" + Attempts.reason(e) + ")", e);
            }
            boolean given;
            try {
                given = isGiven(answer);
            } catch (RetryableDownloadException | RuntimeException e) {
                answer.discard();
                throw e;
            }
            if (given) {
                receive(answer);
            } else {
                answer.discard();
            }
        }

        private boolean isGiven(RedirectingClient.Answer answer) throws RetryableDownloadException {
            answer.requirePermanent();
            if (answer.status() >= 500) {
                throw new DownloadException("reading '" + RedirectingClient.shown(address) + "' failed with "
                        + answer.failure() + ": the server does not give the file; try again later");
            }
            boolean page = answer.header("content-type")
                    .orElse("")
                    .toLowerCase(Locale.ROOT)
                    .startsWith("text/html");
            boolean plain = answer.header("content-encoding").orElse("identity").equalsIgnoreCase("identity");
            return answer.status() == 200 && !page && plain && length(answer) <= limit;
        }

        private static long length(RedirectingClient.Answer answer) {
            return AnnouncedFile.number(answer.response().headers(), "content-length")
                    .orElse(-1);
        }

        private void receive(RedirectingClient.Answer answer) throws RetryableDownloadException, InterruptedException {
            ContentRange range = new ContentRange(0, length(answer));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                FileSubscriber subscriber =
                        new FileSubscriber(Channels.newChannel(bytes), range, limit, DownloadListener.NONE, ticker);
                answer.response().body().subscribe(subscriber);
                subscriber.await(settings.timeout(), settings.minRate());
            } catch (FileSubscriber.TooLong e) {
                return; // something else than a small file
            } catch (IOException e) {
                throw RetryableDownloadException.of("the connection broke (" + Attempts.reason(e) + ")", e);
            }
            if (bytes.size() < range.total()) {
                throw RetryableDownloadException.of("only " + bytes.size() + " of " + range.total() + " bytes came");
            }
            content = Optional.of(bytes.toByteArray());
        }
    }
}
