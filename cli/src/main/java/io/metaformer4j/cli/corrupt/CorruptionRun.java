package io.metaformer4j.cli.corrupt;

import io.metaformer4j.cli.output.ErrorMessage;
import io.metaformer4j.evaluation.robustness.CorruptionLevel;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.weights.disk.OutputFile;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Writes all files with several threads, each of which takes on one picture at a time.
 *
 * @param files what is read and written
 * @param decoder decodes pictures
 * @param seed where random numbers come from
 * @param format what is written
 */
record CorruptionRun(CorruptedFiles files, ImageDecoder decoder, PictureSeed seed, PictureFileFormat format) {

    /** Pictures that are begun for each thread, so that memory does not grow with their number. */
    private static final int AHEAD = 4;

    /**
     * What became of a picture.
     *
     * @param name its name
     * @param written files that were written
     * @param kept files that were there
     * @param failure what is wrong with it, if it could not be read
     */
    record Outcome(String name, int written, int kept, Optional<String> failure) {}

    /** Runs; outcomes come in the order of the pictures, on this thread. A file that cannot be written ends it. */
    void run(int threads, Consumer<Outcome> listener) throws IOException {
        Set<Path> unfinished = ConcurrentHashMap.newKeySet();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> removeUnfinished(unfinished), "metaformer-unfinished"));
        ExecutorService pool = Executors.newFixedThreadPool(threads, CorruptionRun::thread);
        try {
            Deque<Future<Outcome>> begun = new ArrayDeque<>();
            Iterator<CorruptedFiles.Source> left = files.sources().iterator();
            while (left.hasNext() || !begun.isEmpty()) {
                if (left.hasNext() && begun.size() < AHEAD * threads) {
                    CorruptedFiles.Source source = left.next();
                    begun.add(pool.submit(() -> corrupt(source, unfinished)));
                } else {
                    listener.accept(await(begun.remove()));
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** An interrupted command leaves no half-written file behind. */
    private static void removeUnfinished(Set<Path> unfinished) {
        for (Path file : unfinished) {
            try {
                OutputFile.of(file).removeUnfinished();
            } catch (IOException | MetaFormerException e) {
                // the process is ending, so that the file stays and nothing more can be said
            }
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "metaformer-corruption");
        thread.setDaemon(true);
        return thread;
    }

    private Outcome corrupt(CorruptedFiles.Source source, Set<Path> unfinished) throws IOException {
        List<CorruptionLevel> missing = files.levels().stream()
                .filter(level -> !Files.exists(files.target(source, level)))
                .toList();
        int kept = files.levels().size() - missing.size();
        if (missing.isEmpty()) {
            return new Outcome(source.name(), 0, kept, Optional.empty());
        }
        Picture picture;
        try {
            picture = read(source);
        } catch (ImageRejectedException | IOException e) {
            return new Outcome(source.name(), 0, kept, Optional.of(new ErrorMessage(e).line()));
        }
        for (CorruptionLevel level : missing) {
            Path target = files.target(source, level);
            byte[] file = format.encode(seed.corrupt(picture, source.name(), level));
            Files.createDirectories(target.getParent());
            unfinished.add(target);
            AtomicFile.write(target, file);
            unfinished.remove(target);
        }
        return new Outcome(source.name(), missing.size(), kept, Optional.empty());
    }

    private Picture read(CorruptedFiles.Source source) throws IOException {
        if (source.failure().isPresent()) {
            throw source.failure().get();
        }
        return decoder.decode(source.file());
    }

    private static Outcome await(Future<Outcome> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MetaFormerException("interrupted while pictures were written", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException("writing pictures throws nothing else", e);
        }
    }
}
