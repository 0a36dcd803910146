package io.metaformer4j.weights.hub;

import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what fails but may succeed when it is repeated. Attempts go on while bytes come; without progress, or when they
 * come slower than the settings allow, a few are made with growing pauses.
 */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final String what;
    private final HubSettings settings;
    private final Ticker ticker;

    /** What is attempted. */
    interface Job {

        /** Goes on from where the last attempt ended. */
        void attempt() throws RetryableDownloadException, IOException, InterruptedException;

        /** How many bytes are there. */
        long reached() throws IOException;

        /** What else the message says when no more attempts are made; empty for nothing. */
        String remainder() throws IOException;
    }

    /**
     * Prepares attempts.
     *
     * @param action what is done with the file, for messages, e.g. {@code download of}
     * @param address where the file is
     * @param settings how often and how patiently
     * @param ticker measures time
     */
    Attempts(String action, URI address, HubSettings settings, Ticker ticker) {
        this.what = action + " '" + RedirectingClient.shown(address) + "'";
        this.settings = settings;
        this.ticker = ticker;
    }

    /**
     * Makes as many attempts as it takes.
     *
     * @throws DownloadException if too many in a row fail without progress
     */
    void run(Job job) throws IOException, InterruptedException {
        long best = job.reached();
        int failures = 0;
        while (true) {
            long start = ticker.nanos();
            try {
                job.attempt();
                return;
            } catch (RetryableDownloadException failure) {
                long reached = job.reached();
                failures = isProgress(reached - best, ticker.nanos() - start) ? 1 : failures + 1;
                best = Math.max(best, reached);
                if (failures > settings.retries()) {
                    throw new DownloadException(
                            what + " failed " + failures + " times in a row: " + failure.getMessage()
                                    + "; try again later" + job.remainder(),
                            failure);
                }
                Duration pause = pause(failures, failure);
                LOG.info(
                        "{}: {}; attempt {} of {} without progress, the next in {} s",
                        what,
                        failure.getMessage(),
                        failures,
                        settings.retries() + 1,
                        pause.toSeconds());
                ticker.pause(pause);
            }
        }
    }

    private Duration pause(int failures, RetryableDownloadException failure) {
        Duration pause = settings.backoff().multipliedBy(1L << Math.min(failures - 1, 10));
        pause = pause.compareTo(failure.pause()) < 0 ? failure.pause() : pause;
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /**
     * Whether an attempt counts as progress; without a smallest rate, a server that sends a few bytes for each request could
     * keep its client for years.
     */
    private boolean isProgress(long bytes, long nanoseconds) {
        double seconds = nanoseconds / (double) Duration.ofSeconds(1).toNanos();
        return bytes > 0 && bytes >= settings.minRate() * seconds;
    }

    /** What a failure says, on one line. */
    static String reason(IOException e) {
        return PrintableText.of(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
}
