package io.metaformer4j.evaluation.speed;

import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Spins on as many threads as are measured, for 50 milliseconds. The first 20 do not count: threads of an engine may still
 * wait for work there, and the loop has to be compiled.
 *
 * @param threads how many threads spin
 */
record SpinningCores(int threads) implements CoreProbe {

    private static final long UNCOUNTED_NANOS = 20_000_000;
    private static final long COUNTED_NANOS = 30_000_000;

    /** Draws of a piece of work, some ten microseconds. */
    private static final int DRAWS = 10_000;

    SpinningCores {
        if (threads < 1) {
            throw new MetaFormerException("nothing can be measured with " + threads + " threads; use at least 1");
        }
    }

    @Override
    public CoreReading read() {
        List<Spin> spins = Stream.generate(Spin::new).limit(threads).toList();
        ExecutorService cores = Executors.newFixedThreadPool(threads, SpinningCores::thread);
        try {
            List<CompletableFuture<Void>> running = spins.stream()
                    .map(spin -> CompletableFuture.runAsync(spin, cores))
                    .toList();
            running.forEach(CompletableFuture::join);
        } finally {
            cores.shutdown();
        }
        return CoreReading.of(spins.stream()
                .flatMapToLong(spin -> LongStream.of(spin.pieces()))
                .toArray());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "metaformer-spin");
        thread.setDaemon(true);
        return thread;
    }

    /** What one thread does. Read by others when it has ended. */
    private static final class Spin implements Runnable {

        private final SplitMix64 work = new SplitMix64(1);
        private long[] pieces = new long[1 << 12];
        private int count;

        /** Looked at in the end, so that the work cannot be left out. */
        private double sum;

        @Override
        public void run() {
            long start = System.nanoTime();
            long before = start;
            while (before - start < UNCOUNTED_NANOS + COUNTED_NANOS || count == 0) {
                for (int i = 0; i < DRAWS; i++) {
                    sum += work.unit();
                }
                long now = System.nanoTime();
                if (before - start >= UNCOUNTED_NANOS) {
                    add(now - before);
                }
                before = now;
            }
        }

        private void add(long nanos) {
            if (count == pieces.length) {
                pieces = Arrays.copyOf(pieces, 2 * count);
            }
            pieces[count++] = nanos;
        }

        long[] pieces() {
            return sum > 0 ? Arrays.copyOf(pieces, count) : new long[0];
        }
    }
}
