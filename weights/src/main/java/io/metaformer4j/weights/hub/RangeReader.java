package io.metaformer4j.weights.hub;

import io.metaformer4j.weights.range.RangeSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Parts of one file on the web, all of the same version. A part that breaks off is continued where it broke off. Safe for
 * concurrent use.
 */
final class RangeReader implements RangeSource {

    private final RedirectingClient client;
    private final HubSettings settings;
    private final Ticker ticker;
    private final URI address;
    private volatile Optional<Known> known = Optional.empty();

    /** Where redirects led the last time; a signed address, for instance, holds for an hour. */
    private final AtomicReference<Optional<URI>> direct = new AtomicReference<>(Optional.empty());

    /**
     * What the first answer said.
     *
     * @param size bytes of the file
     * @param version by which it is seen that the file changes; empty if the server says nothing about it
     */
    private record Known(long size, Optional<Version> version) {}

    RangeReader(RedirectingClient client, HubSettings settings, Ticker ticker, URI address) {
        this.client = client;
        this.settings = settings;
        this.ticker = ticker;
        this.address = address;
    }

    /** Asks for the size of the file, unless it is known. */
    synchronized void open() throws IOException {
        if (known.isEmpty()) {
            fetch(0, 1);
        }
    }

    @Override
    public long size() {
        return known.orElseThrow().size();
    }

    /** By which it is seen that the file changes; empty if the server says nothing about it. */
    Optional<String> version() {
        return known.orElseThrow().version().map(Version::validator);
    }

    @Override
    public byte[] fetch(long from, int count) throws IOException {
        Part part = new Part(from, count);
        try {
            new Attempts("reading", address, settings, ticker).run(part);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownloadException("reading '" + RedirectingClient.shown(address) + "' was interrupted", e);
        }
        return part.bytes;
    }

    /** A part that is being read; confined to one thread. */
    private final class Part implements Attempts.Job {

        private final long from;
        private final byte[] bytes;
        private int received;

        Part(long from, int count) {
            this.from = from;
            this.bytes = new byte[count];
        }

        @Override
        public long reached() {
            return received;
        }

        @Override
        public String remainder() {
            return "";
        }

        @Override
        public void attempt() throws RetryableDownloadException, IOException, InterruptedException {
            long start = from + received;
            Optional<URI> used = direct.get(); // other threads may forget it meanwhile
            RedirectingClient.Answer answer = request(used, start, from + bytes.length - 1);
            ContentRange range;
            try {
                if (isEmpty(answer)) {
                    known = Optional.of(new Known(0, Optional.empty()));
                    answer.discard();
                    return;
                }
                requirePart(answer, used);
                range = range(answer, start);
            } catch (RetryableDownloadException | IOException | RuntimeException e) {
                answer.discard();
                throw e;
            }
            receive(answer, range);
            if (received < bytes.length) {
                throw RetryableDownloadException.of("only " + received + " of " + bytes.length + " bytes came");
            }
        }

        private void receive(RedirectingClient.Answer answer, ContentRange range)
                throws RetryableDownloadException, InterruptedException {
            Memory memory = new Memory(ByteBuffer.wrap(bytes, received, bytes.length - received));
            try {
                FileSubscriber subscriber =
                        new FileSubscriber(memory, range, from + bytes.length, DownloadListener.NONE, ticker);
                answer.response().body().subscribe(subscriber);
                subscriber.await(settings.timeout(), settings.minRate());
            } catch (FileSubscriber.TooLong e) {
                throw new DownloadException(
                        "'" + RedirectingClient.shown(address) + "' brought more than the part that was asked for; try"
                                + " again later",
                        e);
            } catch (IOException e) {
                throw RetryableDownloadException.of("the connection broke (" + Attempts.reason(e) + ")", e);
            } finally {
                received += memory.finish();
            }
        }
    }

    private RedirectingClient.Answer request(Optional<URI> used, long from, long last)
            throws RetryableDownloadException, InterruptedException {
        Optional<String> version = known.flatMap(Known::version).map(Version::validator);
        try {
            return client.get(used.orElse(address), Optional.of("bytes=" + from + "-" + last), version);
        } catch (IOException e) {
            forget(used);
            throw RetryableDownloadException.of("no answer from the server (" + Attempts.reason(e) + ")", e);
        }
    }

    /** Asks the address itself the next time, unless another thread has found a new way by now. */
    private void forget(Optional<URI> used) {
        direct.getAndUpdate(now -> now.equals(used) ? Optional.empty() : now);
    }

    /** Of an empty file, no part can be had, not even to learn its size. */
    private boolean isEmpty(RedirectingClient.Answer answer) {
        return known.isEmpty()
                && answer.status() == 416
                && answer.header("content-range").filter("bytes */0"::equals).isPresent();
    }

    private void requirePart(RedirectingClient.Answer answer, Optional<URI> used)
            throws RetryableDownloadException, IOException {
        int status = answer.status();
        if (status == 206) {
            return;
        }
        answer.requirePermanent();
        String shown = RedirectingClient.shown(address);
        if (used.isPresent() && status / 100 == 4 && status != 416) { // stores say it by 400, 401, 403, 404, 410, ...
            forget(used);
            throw RetryableDownloadException.of("the address that it redirected to holds no longer");
        }
        boolean gone = status == 404 || status == 410;
        boolean refused = status == 401 || status == 403;
        if (gone) {
            throw new NoSuchFileException(
                    shown, null, "there is no '" + shown + "' (" + answer.failure() + "); check the address");
        }
        if (refused) {
            throw new AccessDeniedException(
                    shown,
                    null,
                    "'" + shown + "' is refused by its server (" + answer.failure()
                            + "); check the address, and for gated data on the hub set HF_TOKEN");
        }
        if (known.isPresent()
                && (status == 416 || (status == 200 && !isSame(answer.response().headers())))) {
            throw changed();
        }
        if (status == 200) {
            throw new DownloadException("the server of '" + shown + "' gives files only as a whole, not in parts"
                    + " (ranges), so that pictures cannot be read from it one by one; download the data and give their"
                    + " path");
        }
        throw new DownloadException("reading '" + shown + "' failed with " + answer.failure()
                + ": the server does not give the file; check the address");
    }

    private boolean isSame(HttpHeaders headers) {
        return known.flatMap(Known::version)
                .map(version -> version.isOf(headers, -1))
                .orElse(true);
    }

    private DownloadException changed() {
        return new DownloadException("'" + RedirectingClient.shown(address)
                + "' was changed on its server while it was in use; begin anew with the data as they are now");
    }

    private ContentRange range(RedirectingClient.Answer answer, long start) throws RetryableDownloadException {
        HttpHeaders headers = answer.response().headers();
        if (!isSame(headers)) {
            throw changed();
        }
        ContentRange range;
        try {
            range = ContentRange.of(answer, address, start, Optional.empty(), answer.announced(), Long.MAX_VALUE);
        } catch (ContentRange.RangeMismatchException e) {
            throw RetryableDownloadException.of(e.getMessage(), e);
        }
        if (known.isPresent()) {
            if (range.total() >= 0 && range.total() != size()) {
                throw changed();
            }
        } else if (range.total() < 0) {
            throw new DownloadException("the server of '" + RedirectingClient.shown(address)
                    + "' does not say how large the file is; download the data and give their path");
        } else {
            known = Optional.of(new Known(range.total(), Version.of(headers, range.total())));
        }
        URI last = answer.response().uri();
        direct.set(last.equals(address) ? Optional.empty() : Optional.of(last));
        return range;
    }

    /** Where a body goes; what still comes when nobody waits for it any more goes nowhere. */
    private static final class Memory implements WritableByteChannel {

        private final ByteBuffer target;
        private final int start;
        private boolean finished;

        Memory(ByteBuffer target) {
            this.target = target;
            this.start = target.position();
        }

        @Override
        public synchronized int write(ByteBuffer source) throws ClosedChannelException {
            if (finished) {
                throw new ClosedChannelException();
            }
            int count = source.remaining();
            target.put(source);
            return count;
        }

        /** Takes nothing more, and says how many bytes came. */
        synchronized int finish() {
            finished = true;
            return target.position() - start;
        }

        @Override
        public synchronized boolean isOpen() {
            return !finished;
        }

        @Override
        public void close() {
            finish();
        }
    }
}
