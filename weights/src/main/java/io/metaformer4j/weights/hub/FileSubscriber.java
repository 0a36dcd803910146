package io.metaformer4j.weights.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Writes a response's body to the end of an open file. */
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

        TooLong(long total) {
            super("more than the announced " + total + " bytes");
        }
    }

    private final FileChannel channel;
    private final long total;
    private final DownloadListener listener;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private volatile Flow.Subscription subscription;
    private volatile long lastProgress = System.nanoTime();
    private long position;

    /**
     * @param channel open for writing, positioned at its end
     * @param position that position
     * @param total size that the file will have; -1 if unknown
     * @param listener is told after every write
     */
    FileSubscriber(FileChannel channel, long position, long total, DownloadListener listener) {
        this.channel = channel;
        this.position = position;
        this.total = total;
        this.listener = listener;
    }

    /**
     * Waits until the body is written.
     *
     * @param patience how long no bytes may arrive
     * @throws IOException if the transfer fails, stalls, or brings too much
     */
    void await(Duration patience) throws IOException, InterruptedException {
        long slice = Math.max(1, Math.min(1000, patience.toMillis() / 4));
        while (true) {
            try {
                end.get(slice, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (System.nanoTime() - lastProgress > patience.toNanos()) {
                    cancel();
                    throw new IOException("no bytes came for " + patience.toSeconds() + " s", e);
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
            for (ByteBuffer buffer : buffers) {
                if (total >= 0 && buffer.remaining() > total - position) {
                    throw new TooLong(total);
                }
                position += buffer.remaining();
                write(buffer);
            }
            lastProgress = System.nanoTime();
            listener.progress(position, total);
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
