package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.data.archive.ArchiveFile;
import io.metaformer4j.vision.data.archive.ArchiveListing;
import io.metaformer4j.vision.data.archive.ShardIndex;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Looks through archives: by the index beside each where there is one, else from header to header. On the web several are
 * looked through at once, since each request takes its time.
 */
final class ArchiveScans {

    private static final int THREADS = 8;

    /** What is found is kept for so many archives at most before it goes into columns. */
    private static final int AHEAD = 2 * THREADS;

    private ArchiveScans() {}

    /**
     * What was found in an archive.
     *
     * @param archive the archive
     * @param listing its pictures
     * @param fromIndex whether that was read from its index
     * @param note why what lies in the place of its index was passed over; empty if it was not, or nothing lies there
     */
    private record Found(ArchiveFile archive, ArchiveListing listing, boolean fromIndex, Optional<String> note) {

        void addTo(ArchiveSet set) {
            set.add(archive, listing, fromIndex);
            note.ifPresent(set::addNote);
        }
    }

    /** The pictures of archives in their order. */
    static ArchiveSet of(List<ArchiveFile> archives) throws IOException {
        ArchiveSet set = new ArchiveSet();
        if (archives.stream().anyMatch(ArchiveFile::isRemote)) {
            scanTogether(archives, set);
        } else {
            for (ArchiveFile archive : archives) {
                scan(archive).addTo(set);
            }
        }
        return set;
    }

    private static void scanTogether(List<ArchiveFile> archives, ArchiveSet set) throws IOException {
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.min(THREADS, archives.size()), ArchiveScans::thread);
        try {
            Deque<Future<Found>> begun = new ArrayDeque<>();
            for (ArchiveFile archive : archives) {
                if (begun.size() == AHEAD) {
                    await(begun.remove()).addTo(set);
                }
                begun.add(threads.submit(() -> scan(archive)));
            }
            while (!begun.isEmpty()) {
                await(begun.remove()).addTo(set);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "metaformer-archives");
        thread.setDaemon(true);
        return thread;
    }

    private static Found await(Future<Found> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MetaFormerException("interrupted while the archives were looked through", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("looking through archives throws nothing else", e);
        }
    }

    private static Found scan(ArchiveFile archive) throws IOException {
        try (SeekableByteChannel channel = archive.open()) {
            long size = channel.size();
            Optional<String> version = archive.version();
            Optional<ArchiveListing> kept = version.flatMap(known ->
                    archive.keptIndex().flatMap(content -> ShardIndex.read(content, size, Optional.of(known))));
            if (kept.isPresent()) {
                return new Found(archive, kept.get(), true, Optional.empty());
            }
            String leaf = archive.base() + ShardIndex.ENDING;
            Optional<byte[]> index = archive.beside(leaf);
            boolean old = index.isPresent() && archive.isNewerThan(leaf);
            Optional<ArchiveListing> indexed =
                    old ? Optional.empty() : index.flatMap(content -> ShardIndex.read(content, size));
            if (indexed.isPresent()) {
                return new Found(archive, indexed.get(), true, Optional.empty());
            }
            ArchiveListing listing = WebDatasetLabels.of(TarContents.scan(archive, channel), archive)
                    .listing();
            if (version.isPresent()) {
                archive.keepIndex(ShardIndex.write(listing, size, version));
            }
            return new Found(archive, listing, false, index.map(content -> passedOver(archive, leaf, old)));
        }
    }

    private static String passedOver(ArchiveFile archive, String leaf, boolean old) {
        return old
                ? "'" + leaf + "' is older than archive '" + archive.name()
                        + "' and was passed over; if they belong together, give it a newer date ('touch')"
                : "'" + leaf + "' is no index of archive '" + archive.name() + "' and was passed over";
    }
}
