package io.metaformer4j.weights.hub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Downloads one file, in as many attempts as it takes.
 *
 * <p>Overview: bytes are appended to {@code x.incomplete}. A further attempt asks for the rest only, and only of the
 * same version ({@code Range} with {@code If-Range}); an answer of 200 means to start anew, an answer of 206 must
 * begin exactly where the file ends. Attempts go on while the file grows; without progress, a few are made with
 * growing pauses. The complete file is compared with the announced size and SHA-256; only then is it published under
 * its final name.
 */
final class Downloader {

    private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    /** A wrong checksum may be an accident of transmission once. */
    private static final int MAX_MISMATCHES = 2;

    /** An attempt that failed but may succeed when repeated. */
    private static final class Retry extends Exception {
        private static final long serialVersionUID = 1L;
        private final Duration pause;

        Retry(String reason, Duration pause, Throwable cause) {
            super(reason, cause);
            this.pause = pause;
        }
    }

    private final Answers answers;
    private final HubSettings settings;
    private final URI address;
    private final CacheEntry entry;
    private final Expectation given;
    private final DownloadListener listener;
    private int mismatches;

    Downloader(
            HttpClient client,
            HubSettings settings,
            URI address,
            CacheEntry entry,
            Optional<String> sha256,
            DownloadListener listener) {
        this.answers = new Answers(client, settings);
        this.settings = settings;
        this.address = address;
        this.entry = entry;
        this.given = new Expectation(OptionalLong.empty(), sha256);
        this.listener = listener;
    }

    /** Downloads, verifies and publishes the file. */
    void download() throws IOException, InterruptedException {
        long best = entry.incompleteSize();
        int failures = 0;
        while (true) {
            try {
                attempt();
                return;
            } catch (Retry failure) {
                long reached = entry.incompleteSize();
                failures = reached > best ? 1 : failures + 1;
                best = Math.max(best, reached);
                if (failures > settings.retries()) {
                    throw new DownloadException(
                            "download of '" + address + "' failed " + failures
                                    + " times in a row: " + failure.getMessage() + "; try again later"
                                    + (best > 0 ? ", it will continue at byte " + reached : ""),
                            failure);
                }
                Duration pause = settings.backoff().multipliedBy(1L << Math.min(failures - 1, 10));
                pause = pause.compareTo(failure.pause) < 0 ? failure.pause : pause;
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
                Thread.sleep(pause.toMillis());
            }
        }
    }

    private void attempt() throws Retry, IOException, InterruptedException {
        Optional<String> version = entry.incompleteVersion();
        long from = version.isPresent() || given.sha256().isPresent() ? entry.incompleteSize() : 0;
        Answers.Answer answer;
        try {
            answer = answers.get(address, from, version);
        } catch (IOException e) {
            throw retry("no answer from the server (" + reason(e) + ")", e);
        }
        Expectation expected = given.or(answer.announced());
        long total;
        try {
            checkAnnounced(answer.announced());
            if (answer.status() == 416) {
                finishOrStartAnew(answer, from, expected);
                return;
            }
            checkStatus(answer);
            from = answer.status() == 206 ? from : 0;
            total = total(answer, from, expected);
        } catch (Retry | IOException | RuntimeException e) {
            answer.discard();
            throw e;
        }
        receive(answer, from, total);
        verify(total, expected);
    }

    private void checkAnnounced(Expectation announced) {
        if (given.sha256().isPresent()
                && announced.sha256().isPresent()
                && !given.sha256().equals(announced.sha256())) {
            throw new DownloadException(
                    "'" + address + "' has SHA-256 " + announced.sha256().get() + " where "
                            + given.sha256().get() + " is expected; the file was changed there");
        }
    }

    /** The server has nothing after our last byte: either that was all, or the file became another one. */
    private void finishOrStartAnew(Answers.Answer answer, long from, Expectation expected) throws Retry, IOException {
        answer.discard();
        boolean complete = answer.header("content-range")
                .filter(range -> range.equals("bytes */" + from))
                .isPresent();
        if (!complete || from == 0) {
            entry.discardIncomplete();
            throw retry("the server refused to continue", null);
        }
        verify(from, expected);
    }

    private void checkStatus(Answers.Answer answer) throws Retry {
        int status = answer.status();
        if (status == 200 || status == 206) {
            return;
        }
        String what = "HTTP " + status
                + answer.header("x-error-code").map(code -> ", " + code).orElse("");
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
        throw new DownloadException("download of '" + address + "' failed with " + what + ": " + advice);
    }

    private static Duration retryAfter(Answers.Answer answer) {
        return answer.header("retry-after")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(Duration.ZERO);
    }

    /** Size that the whole file will have, or -1; checks that the answer is the file and continues ours. */
    private long total(Answers.Answer answer, long from, Expectation expected) throws Retry, IOException {
        String encoding = answer.header("content-encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new DownloadException("'" + address + "' is sent with encoding '" + encoding
                    + "' although none was accepted; download it by other means and give the path");
        }
        String type = answer.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html")) {
            throw new DownloadException(
                    "'" + address + "' is a web page, not a file of weights; check the address (on the hub, it contains"
                            + " /resolve/)");
        }
        OptionalLong announced = Expectation.number(answer.response().headers(), "content-length");
        long total = announced.orElse(-1);
        if (answer.status() == 206) {
            total = totalOfRange(answer, from);
        }
        if (total >= 0 && expected.size().isPresent() && expected.size().getAsLong() != total) {
            throw new DownloadException("'" + address + "' is sent with " + total + " bytes where the hub announces "
                    + expected.size().getAsLong() + "; try again later");
        }
        return total >= 0 ? total : expected.size().orElse(-1);
    }

    private long totalOfRange(Answers.Answer answer, long from) throws Retry, IOException {
        Matcher range = CONTENT_RANGE.matcher(answer.header("content-range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != from) {
            entry.discardIncomplete();
            throw retry("the server answered with another range than bytes " + from + "-", null);
        }
        return range.group(3).equals("*") ? -1 : Long.parseLong(range.group(3));
    }

    private void receive(Answers.Answer answer, long from, long total) throws Retry, IOException, InterruptedException {
        if (from == 0) {
            entry.discardIncomplete();
            entry.rememberVersion(answer.header("etag")
                    .filter(tag -> !tag.startsWith("W/"))
                    .or(() -> answer.header("last-modified")));
        }
        try (FileChannel channel = FileChannel.open(
                entry.incomplete(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            listener.progress(from, total);
            FileSubscriber subscriber = new FileSubscriber(channel, from, total, listener);
            answer.response().body().subscribe(subscriber);
            subscriber.await(settings.timeout());
        } catch (FileSubscriber.WriteFailure e) {
            throw e.getCause() instanceof ClosedByInterruptException interrupt ? interrupt : e;
        } catch (FileSubscriber.TooLong e) {
            entry.discardIncomplete();
            throw new DownloadException("'" + address + "' brought " + e.getMessage() + "; try again later", e);
        } catch (IOException e) {
            throw retry("the connection broke (" + reason(e) + ")", e);
        }
    }

    private void verify(long total, Expectation expected) throws Retry, IOException {
        long size = Files.size(entry.incomplete());
        if (total >= 0 && size < total) {
            throw retry("only " + size + " of " + total + " bytes came", null);
        }
        String sha256 = CacheEntry.sha256(entry.incomplete());
        if (expected.sha256().isPresent() && !expected.sha256().get().equalsIgnoreCase(sha256)) {
            entry.discardIncomplete();
            String reason = "the file has SHA-256 " + sha256 + " where "
                    + expected.sha256().get() + " is expected";
            if (++mismatches == MAX_MISMATCHES) {
                throw new DownloadException("download of '" + address + "' failed: " + reason
                        + "; it was changed or damaged there, so nothing was kept");
            }
            throw retry(reason, null);
        }
        entry.publish(address, sha256);
        listener.progress(size, size);
    }

    private static Retry retry(String reason, Throwable cause) {
        return new Retry(reason, Duration.ZERO, cause);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
