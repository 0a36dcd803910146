package io.metaformer4j.weights.hub;

import io.metaformer4j.weights.disk.Sha256;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads one file, in as many attempts as it takes.
 *
 * <p>Overview: bytes are appended to {@code x.incomplete}. A further attempt asks for the rest only, and only of the
 * same version ({@code Range} with {@code If-Range}); an answer of 200 means to start anew, an answer of 206 must
 * begin exactly where the file ends and be of the same version. Attempts go on while the file grows; without progress,
 * or when it is slower than the settings allow, a few are made with growing pauses. The complete file is compared with
 * the announced size and SHA-256; only then is it published under its final name.
 */
final class Downloader {

    private static final Logger LOG = LoggerFactory.getLogger(Downloader.class);
    private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    /** A wrong checksum may be an accident of transmission once. */
    private static final int MAX_MISMATCHES = 2;

    private final RedirectingClient client;
    private final HubSettings settings;
    private final Ticker ticker;
    private final URI address;
    private final CacheEntry entry;
    private final AnnouncedFile given;
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
        this.given = new AnnouncedFile(OptionalLong.empty(), sha256);
        this.listener = listener;
    }

    /** Downloads, verifies and publishes the file. */
    void download() throws IOException, InterruptedException {
        long best = entry.incompleteSize();
        int failures = 0;
        while (true) {
            long start = ticker.nanos();
            try {
                attempt();
                return;
            } catch (Retry failure) {
                long reached = entry.incompleteSize();
                failures = isProgress(reached - best, ticker.nanos() - start) ? 1 : failures + 1;
                best = Math.max(best, reached);
                if (failures > settings.retries()) {
                    throw new DownloadException(
                            "download of '" + RedirectingClient.shown(address) + "' failed " + failures
                                    + " times in a row: " + failure.getMessage() + "; try again later"
                                    + (reached > 0 ? ", it will continue at byte " + reached : ""),
                            failure);
                }
                Duration pause = settings.backoff().multipliedBy(1L << Math.min(failures - 1, 10));
                pause = pause.compareTo(failure.pause()) < 0 ? failure.pause() : pause;
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
                LOG.info(
                        "download of '{}': {}; attempt {} of {} without progress, the next in {} s",
                        RedirectingClient.shown(address),
                        failure.getMessage(),
                        failures,
                        settings.retries() + 1,
                        pause.toSeconds());
                ticker.pause(pause);
            }
        }
    }

    /**
     * Whether an attempt counts as progress; without a smallest rate, a server that sends a few bytes for each request could
     * keep its client for years.
     */
    private boolean isProgress(long bytes, long nanoseconds) {
        double seconds = nanoseconds / (double) Duration.ofSeconds(1).toNanos();
        return bytes > 0 && bytes >= settings.slowest() * seconds;
    }

    private void attempt() throws Retry, IOException, InterruptedException {
        Optional<Version> version = entry.incompleteVersion();
        long from = version.isPresent() || given.sha256().isPresent() ? entry.incompleteSize() : 0;
        RedirectingClient.Answer answer;
        try {
            answer = client.get(address, from, version.map(Version::validator));
        } catch (IOException e) {
            throw Retry.of("no answer from the server (" + reason(e) + ")", e);
        }
        AnnouncedFile expected = given.or(answer.announced());
        Incoming incoming;
        try {
            checkAnnounced(answer.announced());
            if (answer.status() == 416) {
                finishOrStartAnew(answer, from, version, expected);
                return;
            }
            checkStatus(answer);
            incoming = Incoming.of(answer, address, from, version, expected, settings.largest());
            entry.requireSpace(incoming);
        } catch (Incoming.Unrelated e) {
            answer.discard();
            entry.discardIncomplete();
            throw Retry.of(e.getMessage(), e);
        } catch (Retry | IOException | RuntimeException e) {
            answer.discard();
            throw e;
        }
        receive(answer, incoming);
        verify(incoming.total(), expected);
    }

    private void checkAnnounced(AnnouncedFile announced) {
        if (given.sha256().isPresent()
                && announced.sha256().isPresent()
                && !given.sha256().equals(announced.sha256())) {
            throw new DownloadException("'" + RedirectingClient.shown(address) + "' has SHA-256 "
                    + announced.sha256().get() + " where " + given.sha256().get()
                    + " is expected; the file was changed there");
        }
    }

    /** The server has nothing after our last byte: either that was all, or the file became another one. */
    private void finishOrStartAnew(
            RedirectingClient.Answer answer, long from, Optional<Version> version, AnnouncedFile expected)
            throws Retry, IOException {
        answer.discard();
        boolean complete = answer.header("content-range")
                .filter(range -> range.equals("bytes */" + from))
                .isPresent();
        boolean changed = answer.header("etag").isPresent()
                && version.isPresent()
                && !version.get().isOf(answer.response().headers(), from);
        if (!complete || changed || from == 0) {
            entry.discardIncomplete();
            throw Retry.of("the server refused to continue");
        }
        verify(from, expected);
    }

    private void checkStatus(RedirectingClient.Answer answer) throws Retry {
        int status = answer.status();
        if (status == 200 || status == 206) {
            return;
        }
        String what = "HTTP " + status
                + answer.header("x-error-code")
                        .map(code -> ", " + PrintableText.of(code, 80))
                        .orElse("");
        if (TEMPORARY.contains(status)) {
            throw new Retry(what, retryAfter(answer), null);
        }
        String advice =
                switch (status) {
                    case 401, 403 ->
                        "access is refused; the repository may not exist or may need a token: check its name, or set HF_TOKEN";
                    case 404, 410 -> "there is no such file; check repository, revision and file name";
                    default -> "the server does not give the file; check the address";
                };
        throw new DownloadException(
                "download of '" + RedirectingClient.shown(address) + "' failed with " + what + ": " + advice);
    }

    private static Duration retryAfter(RedirectingClient.Answer answer) {
        return answer.header("retry-after")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(Duration.ZERO);
    }

    private void receive(RedirectingClient.Answer answer, Incoming incoming)
            throws Retry, IOException, InterruptedException {
        if (incoming.from() == 0) {
            entry.discardIncomplete();
            entry.rememberVersion(Version.of(answer.response().headers(), incoming.total()));
        }
        long limit = incoming.total() >= 0 ? incoming.total() : settings.largest();
        try (FileChannel channel = entry.openIncomplete()) {
            listener.progress(incoming.from(), incoming.total());
            FileSubscriber subscriber = new FileSubscriber(channel, incoming, limit, listener, ticker);
            answer.response().body().subscribe(subscriber);
            subscriber.await(settings.timeout(), settings.slowest());
        } catch (FileSubscriber.WriteFailure e) {
            throw e.getCause() instanceof ClosedByInterruptException interrupt ? interrupt : e;
        } catch (FileSubscriber.TooLong e) {
            entry.discardIncomplete();
            if (incoming.total() < 0) {
                throw Incoming.tooLarge(address, "no end", limit);
            }
            throw new DownloadException(
                    "'" + RedirectingClient.shown(address) + "' brought " + e.getMessage() + "; try again later", e);
        } catch (IOException e) {
            throw Retry.of("the connection broke (" + reason(e) + ")", e);
        }
    }

    private void verify(long total, AnnouncedFile expected) throws Retry, IOException {
        long size = Files.size(entry.incomplete());
        if (total >= 0 && size < total) {
            throw Retry.of("only " + size + " of " + total + " bytes came");
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
            throw Retry.of(reason);
        }
        entry.publish(address, sha256);
        listener.progress(size, size);
    }

    private static String reason(IOException e) {
        return PrintableText.of(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
}
