package io.metaformer4j.weights.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Writes a response's body to the end of an open file, or into memory. */
final class FileSubscriber implements Flow.Subscriber<List<ByteBuffer>> {

    /** A failure of the disk rather than of the network. */
    static final class WriteFailure extends IOException {
        private static final long serialVersionUID = 1L;

        WriteFailure(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** A body that goes on after the announced end. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong(long limit) {
            super("more than the announced " + limit + " bytes");
        }
    }

    /** The rate is measured over so many times the timeout, so that a pause or two does not count. */
    private static final int WINDOW = 2;

    private static final double NANOSECONDS = 1e9;

    private final WritableByteChannel channel;
    private final long total;
    private final long limit;
    private final DownloadListener listener;
    private final Ticker ticker;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private volatile Flow.Subscription subscription;
    private volatile long lastProgress;
    private volatile long position;

    /**
     * @param channel open for writing, positioned at its end
     * @param range where that is, and how much will come
     * @param limit most bytes that the file may have
     * @param listener is told after every write
     * @param ticker measures silence and speed
     */
    FileSubscriber(
            WritableByteChannel channel, ContentRange range, long limit, DownloadListener listener, Ticker ticker) {
        this.channel = channel;
        this.position = range.from();
        this.total = range.total();
        this.limit = limit;
        this.listener = listener;
        this.ticker = ticker;
        this.lastProgress = ticker.nanos();
    }

    /**
     * Waits until the body is written.
     *
     * @param timeout how long no bytes may arrive
     * @param minRate fewest bytes per second
     * @throws IOException if the transfer fails, stalls, is too slow, or brings too much
     */
    void await(Duration timeout, long minRate) throws IOException, InterruptedException {
        long slice = Math.max(1, Math.min(1000, timeout.toMillis() / 4));
        Duration window = timeout.multipliedBy(WINDOW);
        long windowStart = ticker.nanos();
        long windowPosition = position;
        while (true) {
            try {
                end.get(slice, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (ticker.nanos() - lastProgress > timeout.toNanos()) {
                    cancel();
                    throw new IOException("no bytes came for " + timeout.toSeconds() + " s", e);
                }
                long passed = ticker.nanos() - windowStart;
                if (passed > window.toNanos()) {
                    long bytes = position - windowPosition;
                    if (bytes < minRate * (passed / NANOSECONDS)) {
                        cancel();
                        throw new IOException(
                                "only " + bytes + " bytes came in " + Math.round(passed / NANOSECONDS)
                                        + " s, fewer than " + minRate + " per second",
                                e);
                    }
                    windowStart += passed;
                    windowPosition += bytes;
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                throw new IOException("the transfer failed: " + e.getCause(), e.getCause());
            } catch (InterruptedException e) {
                cancel();
                throw e;
            }
        }
    }

    private void cancel() {
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        newSubscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            long written = position;
            for (ByteBuffer buffer : buffers) {
                if (buffer.remaining() > limit - written) {
                    throw new TooLong(limit);
                }
                written += buffer.remaining();
                write(buffer);
            }
            position = written;
            lastProgress = ticker.nanos();
            listener.progress(written, total);
            subscription.request(1);
        } catch (IOException | RuntimeException e) {
            cancel();
            end.completeExceptionally(e);
        }
    }

    private void write(ByteBuffer buffer) throws WriteFailure {
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new WriteFailure(e);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(true);
    }
}
