package io.metaformer4j.training.step;

import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.EpochBatches;
import java.util.Optional;

/**
 * The batches of an epoch as several processes compute them together, each its share. Where broken pictures are left out, a
 * process may have no picture of a batch; it takes its turn all the same. Confined to one thread.
 *
 * @param <T> what is known of a picture
 */
final class SharedBatches<T> implements AutoCloseable {

    private final EpochBatches<T> own;
    private final Collective processes;
    private final int count;
    private Optional<Batch<T>> waiting = Optional.empty();
    private int waitingBehind;
    private int position;

    /**
     * Goes through the rest of an epoch.
     *
     * @param own what this process reads, closed with this
     * @param processes all of them
     * @param count batches of the whole epoch
     */
    SharedBatches(EpochBatches<T> own, Collective processes, int count) {
        this.own = own;
        this.processes = processes;
        this.count = count;
        this.position = own.position();
    }

    /**
     * A batch.
     *
     * @param <T> what is known of a picture
     * @param own the share of this process, to be closed; empty if it has no picture of this batch
     * @param pictures number of pictures in all shares, at least 1
     * @param everywhere whether each process has a picture of this batch
     */
    record Turn<T>(Optional<Batch<T>> own, long pictures, boolean everywhere) implements AutoCloseable {

        @Override
        public void close() {
            own.ifPresent(Batch::close);
        }
    }

    /** The next batch of which any process has pictures; empty at the end of the epoch. */
    Optional<Turn<T>> next() {
        if (waiting.isEmpty() && own.hasNext()) {
            waiting = Optional.of(own.next());
            waitingBehind = own.position();
        }
        double[] news = new double[2 * processes.size()];
        waiting.ifPresent(batch -> {
            news[2 * processes.rank()] = waitingBehind;
            news[2 * processes.rank() + 1] = batch.size();
        });
        double[] all = processes.sums(news);
        int first = Integer.MAX_VALUE;
        for (int i = 0; i < all.length; i += 2) {
            first = all[i] == 0 ? first : Math.min(first, (int) all[i]);
        }
        if (first == Integer.MAX_VALUE) {
            position = count;
            return Optional.empty();
        }
        position = first;
        return Optional.of(turn(all));
    }

    private Turn<T> turn(double[] all) {
        long pictures = 0;
        boolean everywhere = true;
        for (int i = 0; i < all.length; i += 2) {
            boolean present = all[i] == position;
            pictures += present ? (long) all[i + 1] : 0;
            everywhere &= present;
        }
        Optional<Batch<T>> mine = waitingBehind == position ? waiting : Optional.empty();
        if (mine.isPresent()) {
            waiting = Optional.empty();
        }
        return new Turn<>(mine, pictures, everywhere);
    }

    /** Number of batches of the whole epoch that are behind all processes. */
    int position() {
        return position;
    }

    @Override
    public void close() {
        waiting.ifPresent(Batch::close);
        own.close();
    }
}
