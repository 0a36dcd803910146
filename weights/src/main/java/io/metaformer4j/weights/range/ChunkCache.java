package io.metaformer4j.weights.range;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Memory for parts of files elsewhere. Safe for concurrent use.
 *
 * <p>Files are read in chunks where reads lie close together, and exactly where they do not: a chunk is fetched if it, or the
 * one before it, was touched a short while ago, namely among the last eighth of as many chunks as there is memory for. So
 * sequential reading takes few large requests, also from several places by turns and where a buffer mixes the order a little,
 * and random reading brings next to nothing that nobody wants. The chunks that were used last stay.
 */
public final class ChunkCache {

    /** Sequential reading from 16 places by turns stays recognised, also where some reads lie in two chunks. */
    private static final int FEWEST_TOUCHED = 24;

    private final int chunkBytes;
    private final Map<Key, CompletableFuture<byte[]>> chunks; // guarded by this
    private final Map<Key, Boolean> touched; // guarded by this

    /** A chunk; files are told apart by identity. */
    private record Key(RangeSource source, long number) {}

    /**
     * Creates the memory.
     *
     * @param chunkBytes size of a chunk
     * @param capacity most chunks that stay; those that are being fetched come on top
     */
    public ChunkCache(int chunkBytes, int capacity) {
        this.chunkBytes = chunkBytes;
        this.chunks = lastUsed(capacity);
        this.touched = lastUsed(Math.min(capacity, Math.max(FEWEST_TOUCHED, capacity / 8)));
    }

    private static <V> Map<Key, V> lastUsed(int capacity) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, V> eldest) {
                return size() > capacity;
            }
        };
    }

    /**
     * Reads from a file.
     *
     * @param source the file
     * @param from where to begin
     * @param target filled to its limit, with bytes that are inside the file
     */
    void read(RangeSource source, long from, ByteBuffer target) throws IOException {
        long position = from;
        while (target.hasRemaining()) {
            long number = position / chunkBytes;
            Optional<byte[]> chunk = chunk(new Key(source, number));
            if (chunk.isEmpty()) {
                target.put(source.fetch(position, target.remaining()));
                return;
            }
            int start = (int) (position - number * chunkBytes);
            int count = Math.min(target.remaining(), chunk.get().length - start);
            target.put(chunk.get(), start, count);
            position += count;
        }
    }

    /** A chunk from memory, or fetched now; empty if it is not worth fetching, or somebody else failed to. */
    private Optional<byte[]> chunk(Key key) throws IOException {
        CompletableFuture<byte[]> own = new CompletableFuture<>();
        CompletableFuture<byte[]> chunk;
        synchronized (this) {
            boolean near = touched.containsKey(key) || touched.containsKey(new Key(key.source(), key.number() - 1));
            touched.put(key, true);
            chunk = chunks.get(key);
            if (chunk == null && near) {
                chunk = own;
                chunks.put(key, own);
            }
        }
        if (chunk == null) {
            return Optional.empty();
        }
        return chunk == own ? Optional.of(fetch(key, own)) : fetched(chunk);
    }

    private static Optional<byte[]> fetched(CompletableFuture<byte[]> chunk) {
        try {
            return Optional.of(chunk.join());
        } catch (CompletionException e) {
            return Optional.empty(); // whoever fetched it has said so; it is fetched again for this one alone
        }
    }

    private byte[] fetch(Key key, CompletableFuture<byte[]> promise) throws IOException {
        long from = key.number() * chunkBytes;
        try {
            byte[] bytes = key.source()
                    .fetch(from, (int) Math.min(chunkBytes, key.source().size() - from));
            promise.complete(bytes);
            return bytes;
        } catch (IOException | RuntimeException | Error e) {
            synchronized (this) {
                chunks.remove(key, promise);
            }
            promise.completeExceptionally(e);
            throw e;
        }
    }
}
