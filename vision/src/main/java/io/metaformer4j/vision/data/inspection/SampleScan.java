package io.metaformer4j.vision.data.inspection;

import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Inspects every sample of a data set with several threads. The results are handed over in the order of the data set,
 * so that it does not depend on the threads, and they are never far ahead of that, so that memory does not grow with
 * the data.
 *
 * @param <R> the result of a sample
 */
final class SampleScan<R> {

    /** Samples that a thread takes on at a time: to hand over one by one would cost more for small pictures. */
    private static final int CHUNK = 8;

    /** Chunks that are begun for each thread. */
    private static final int AHEAD = 4;

    private final int samples;
    private final int workers;
    private final Inspector<R> inspector;
    private final Queue<Workspace> workspaces = new ConcurrentLinkedQueue<>();

    /** Inspects one sample; called on any thread, by several at a time. */
    @FunctionalInterface
    interface Inspector<R> {
        R inspect(int index, Workspace workspace);
    }

    /** Takes the results, on the thread that runs the scan. */
    @FunctionalInterface
    interface Sink<R> {
        void accept(R result) throws IOException;
    }

    /** Memory for one thread at a time. */
    static final class Workspace {

        private final ReadBuffer buffer = new ReadBuffer();
        private final DecodeWorkspace decoding = new DecodeWorkspace();
        private final ContentDigest digest = new ContentDigest();

        ReadBuffer buffer() {
            return buffer;
        }

        DecodeWorkspace decoding() {
            return decoding;
        }

        ContentDigest digest() {
            return digest;
        }
    }

    SampleScan(int samples, int workers, Inspector<R> inspector) {
        this.samples = samples;
        this.workers = workers;
        this.inspector = inspector;
    }

    /** Inspects all samples; what the inspector or the sink throws ends it. */
    void run(Sink<R> sink) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(workers, SampleScan::thread);
        try {
            Deque<Future<List<R>>> begun = new ArrayDeque<>();
            int next = 0;
            while (next < samples || !begun.isEmpty()) {
                if (next < samples && begun.size() < AHEAD * workers) {
                    int from = next;
                    int to = from + Math.min(CHUNK, samples - from);
                    begun.add(threads.submit(() -> inspect(from, to)));
                    next = to;
                } else {
                    for (R result : await(begun.remove())) {
                        sink.accept(result);
                    }
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "metaformer-inspection");
        thread.setDaemon(true);
        return thread;
    }

    private List<R> inspect(int from, int to) {
        Workspace free = workspaces.poll();
        Workspace workspace = free == null ? new Workspace() : free;
        List<R> results = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            results.add(inspector.inspect(i, workspace));
        }
        workspaces.add(workspace);
        return results;
    }

    private static <R> List<R> await(Future<List<R>> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MetaFormerException("interrupted while the pictures were inspected", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("inspecting pictures throws nothing else", e);
        }
    }
}
