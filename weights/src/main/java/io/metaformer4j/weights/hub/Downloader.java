package io.metaformer4j.weights.hub;

import io.metaformer4j.weights.disk.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Downloads one file, in as many attempts as it takes.
 *
 * <p>Overview: bytes are appended to {@code x.incomplete}. A further attempt asks for the rest only, and only of the
 * same version ({@code Range} with {@code If-Range}); an answer of 200 means to start anew, an answer of 206 must
 * begin exactly where the file ends and be of the same version. {@link Attempts} says how often. The complete file is
 * compared with the announced size and SHA-256; only then is it published under its final name.
 */
final class Downloader implements Attempts.Job {

    /** A wrong checksum may be an accident of transmission once. */
    private static final int MAX_MISMATCHES = 2;

    private final RedirectingClient client;
    private final HubSettings settings;
    private final Ticker ticker;
    private final URI address;
    private final CacheEntry entry;
    private final AnnouncedFile required;
    private final DownloadListener listener;
    private int mismatches;

    Downloader(
            HttpClient client,
            HubSettings settings,
            Ticker ticker,
            URI address,
            CacheEntry entry,
            Optional<String> sha256,
            DownloadListener listener) {
        this.client = new RedirectingClient(client, settings);
        this.settings = settings;
        this.ticker = ticker;
        this.address = address;
        this.entry = entry;
        this.required = new AnnouncedFile(OptionalLong.empty(), sha256);
        this.listener = listener;
    }

    /** Downloads, verifies and publishes the file. */
    void download() throws IOException, InterruptedException {
        new Attempts("download of", address, settings, ticker).run(this);
    }

    @Override
    public long reached() throws IOException {
        return entry.incompleteSize();
    }

    @Override
    public String remainder() throws IOException {
        long reached = reached();
        return reached > 0 ? ", it will continue at byte " + reached : "";
    }

    @Override
    public void attempt() throws RetryableDownloadException, IOException, InterruptedException {
        Optional<Version> version = entry.incompleteVersion();
        long from = version.isPresent() || required.sha256().isPresent() ? entry.incompleteSize() : 0;
        RedirectingClient.Answer answer;
        try {
            Optional<String> rest = from > 0 ? Optional.of("bytes=" + from + "-") : Optional.empty();
            answer = client.get(address, rest, version.map(Version::validator));
        } catch (IOException e) {
            throw RetryableDownloadException.of("no answer from the server (" + Attempts.reason(e) + ")", e);
        }
        AnnouncedFile expected = required.or(answer.announced());
        ContentRange range;
        try {
            checkAnnounced(answer.announced());
            if (answer.status() == 416) {
                finishOrRestart(answer, from, version, expected);
                return;
            }
            checkStatus(answer);
            range = ContentRange.of(answer, address, from, version, expected, settings.maxSize());
            entry.requireSpace(range);
        } catch (ContentRange.RangeMismatchException e) {
            answer.discard();
            entry.discardIncomplete();
            throw RetryableDownloadException.of(e.getMessage(), e);
        } catch (RetryableDownloadException | IOException | RuntimeException e) {
            answer.discard();
            throw e;
        }
        receive(answer, range);
        verify(range.total(), expected);
    }

    private void checkAnnounced(AnnouncedFile announced) {
        if (required.sha256().isPresent()
                && announced.sha256().isPresent()
                && !required.sha256().equals(announced.sha256())) {
            throw new DownloadException("'" + RedirectingClient.shown(address) + "' has SHA-256 "
                    + announced.sha256().get() + " where " + required.sha256().get()
                    + " is expected; the file was changed there");
        }
    }

    /** The server has nothing after our last byte: either that was all, or the file became another one. */
    private void finishOrRestart(
            RedirectingClient.Answer answer, long from, Optional<Version> version, AnnouncedFile expected)
            throws RetryableDownloadException, IOException {
        answer.discard();
        boolean complete = answer.header("content-range")
                .filter(range -> range.equals("bytes */" + from))
                .isPresent();
        boolean changed = answer.header("etag").isPresent()
                && version.isPresent()
                && !version.get().isOf(answer.response().headers(), from);
        if (!complete || changed || from == 0) {
            entry.discardIncomplete();
            throw RetryableDownloadException.of("the server refused to continue");
        }
        verify(from, expected);
    }

    private void checkStatus(RedirectingClient.Answer answer) throws RetryableDownloadException {
        int status = answer.status();
        if (status == 200 || status == 206) {
            return;
        }
        answer.requirePermanent();
        String advice =
                switch (status) {
                    case 401, 403 ->
                        "access is refused; the repository may not exist or may need a token: check its name, or set HF_TOKEN";
                    case 404, 410 -> "there is no such file; check repository, revision and file name";
                    default -> "the server does not give the file; check the address";
                };
        throw new DownloadException("download of '" + RedirectingClient.shown(address) + "' failed with "
                + answer.failure() + ": " + advice);
    }

    private void receive(RedirectingClient.Answer answer, ContentRange range)
            throws RetryableDownloadException, IOException, InterruptedException {
        if (range.from() == 0) {
            entry.discardIncomplete();
            entry.storeVersion(Version.of(answer.response().headers(), range.total()));
        }
        long limit = range.total() >= 0 ? range.total() : settings.maxSize();
        try (FileChannel channel = entry.openIncomplete()) {
            listener.progress(range.from(), range.total());
            FileSubscriber subscriber = new FileSubscriber(channel, range, limit, listener, ticker);
            answer.response().body().subscribe(subscriber);
            subscriber.await(settings.timeout(), settings.minRate());
        } catch (FileSubscriber.WriteFailure e) {
            throw e.getCause() instanceof ClosedByInterruptException interrupt ? interrupt : e;
        } catch (FileSubscriber.TooLong e) {
            entry.discardIncomplete();
            if (range.total() < 0) {
                throw ContentRange.tooLarge(address, "no end", limit);
            }
            throw new DownloadException(
                    "'" + RedirectingClient.shown(address) + "' brought " + e.getMessage() + "; try again later", e);
        } catch (IOException e) {
            throw RetryableDownloadException.of("the connection broke (" + Attempts.reason(e) + ")", e);
        }
    }

    private void verify(long total, AnnouncedFile expected) throws RetryableDownloadException, IOException {
        long size = Files.size(entry.incomplete());
        if (total >= 0 && size < total) {
            throw RetryableDownloadException.of("only " + size + " of " + total + " bytes came");
        }
        if (size == 0) {
            entry.discardIncomplete();
            throw new DownloadException("'" + RedirectingClient.shown(address) + "' is empty; check the address");
        }
        String sha256 = Sha256.of(entry.incomplete());
        if (expected.sha256().isPresent() && !expected.sha256().get().equalsIgnoreCase(sha256)) {
            entry.discardIncomplete();
            String reason = "the file has SHA-256 " + sha256 + " where "
                    + expected.sha256().get() + " is expected";
            if (++mismatches == MAX_MISMATCHES) {
                throw new DownloadException("download of '" + RedirectingClient.shown(address) + "' failed: " + reason
                        + "; it was changed or damaged there, so nothing was kept");
            }
            throw RetryableDownloadException.of(reason);
        }
        entry.publish(address, sha256);
        listener.progress(size, size);
    }
}
