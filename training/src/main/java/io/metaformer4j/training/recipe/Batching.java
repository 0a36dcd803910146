package io.metaformer4j.training.recipe;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * How many pictures make an update, who computes it, and how pictures come together in a batch.
 *
 * @param size pictures of a forward pass
 * @param accumulation forward passes of an optimizer update
 * @param replicas networks on the same weights that share each batch, one thread each; 1 for one network on all threads
 * @param shuffleBuffer pictures that are mixed with each other while the shards of the data are read one behind the other;
 *     0 mixes all pictures, wherever they lie
 * @param repeats how often a picture comes in a row, varied differently each time, timm's {@code --aug-repeats}
 *     (arXiv:1901.09335); an epoch is no longer for it, and has fewer different pictures. 0 for the plain order
 * @param checkpointGradients whether only the input of every block is kept for the backward pass, which computes the rest
 *     again: less memory for about a third more time, and the same gradients. The loss of a batch then runs the network once
 * @param synchronizeStatistics whether batch normalisation takes mean and variance of the whole batch where several processes
 *     share it, timm's {@code --sync-bn}; else each process takes those of its own pictures
 */
public record Batching(
        int size,
        int accumulation,
        int replicas,
        int shuffleBuffer,
        double repeats,
        boolean checkpointGradients,
        boolean synchronizeStatistics) {

    /** With repeated pictures an epoch is shortened to a multiple of this, as in timm, if there are as many. */
    private static final int ROUND = 256;

    private static final int MOST_REPEATS = 1000;

    public Batching {
        require(size >= 1, "batch size " + size + " must be at least 1");
        require(accumulation >= 1, "an update from " + accumulation + " batches needs at least one");
        require(
                replicas >= 1 && replicas <= size,
                replicas + " replicas cannot share a batch of " + size + "; use at least 1 and no more than that");
        require(
                shuffleBuffer >= 0,
                "a shuffle buffer of " + shuffleBuffer + " pictures is not possible; use 1 or more, or 0 for none");
        require(
                repeats == 0 || (repeats >= 1 && repeats <= MOST_REPEATS),
                "pictures that are repeated " + repeats + " times are not possible; use 1 to " + MOST_REPEATS
                        + ", or 0 for none");
        require(
                repeats == 0 || shuffleBuffer == 0,
                "pictures cannot be repeated while shards are read through a shuffle buffer; leave either out");
        require(
                replicas == 1 || !synchronizeStatistics,
                "the statistics of batch normalisation are taken over processes of one replica each, not of " + replicas
                        + "; use 1 replica and more processes");
    }

    /**
     * Every picture once in an epoch, and everything kept for the backward pass.
     *
     * @param size pictures of a forward pass
     * @param accumulation forward passes of an optimizer update
     * @param replicas networks on the same weights that share each batch
     * @param shuffleBuffer pictures that are mixed with each other while shards are read; 0 mixes all
     */
    public Batching(int size, int accumulation, int replicas, int shuffleBuffer) {
        this(size, accumulation, replicas, shuffleBuffer, 0, false, false);
    }

    /**
     * Batches of pictures from anywhere in the data.
     *
     * @param size pictures of a forward pass
     * @param accumulation forward passes of an optimizer update
     * @param replicas networks on the same weights that share each batch
     */
    public Batching(int size, int accumulation, int replicas) {
        this(size, accumulation, replicas, 0);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new MetaFormerException(message);
        }
    }

    /**
     * One update from each batch, by one network.
     *
     * @param size pictures of a forward pass
     * @return the batching
     */
    public static Batching of(int size) {
        return new Batching(size, 1, 1);
    }

    /**
     * The same with other batches.
     *
     * @param pictures pictures of a forward pass
     * @return the changed batching
     */
    public Batching withSize(int pictures) {
        return new Batching(
                pictures, accumulation, replicas, shuffleBuffer, repeats, checkpointGradients, synchronizeStatistics);
    }

    /**
     * The same with the largest batches that are no larger than these and fit: an update takes no more pictures than an epoch has,
     * each replica of each process has a picture, and pairs that are mixed are not torn apart. Where even the smallest that fit
     * are larger than these, it is those.
     *
     * @param pictures number of training pictures
     * @param processes how many processes share each batch
     * @param pairs whether the pictures of a batch are mixed in pairs
     * @return the changed batching
     * @throws MetaFormerException if there are too few pictures to be shared
     */
    public Batching fitted(long pictures, int processes, boolean pairs) {
        int unit = pairs ? 2 * processes : 1;
        int needed = processes * replicas;
        int fewest = (needed + unit - 1) / unit * unit;
        long available = pictures(pictures);
        require(
                fewest == 1 || fewest <= available,
                "a batch needs at least " + fewest + " pictures to be shared (processes: " + processes
                        + ", replicas of each: " + replicas + (pairs ? ", mixed in pairs" : "")
                        + "), but the training data have " + available + "; use fewer processes or replicas"
                        + (pairs ? ", do not mix" : "") + ", or add pictures");
        long most = Math.min(size, available / accumulation);
        return withSize((int) Math.max(fewest, most - most % unit));
    }

    /**
     * The same with another way of mixing.
     *
     * @param pictures pictures that are mixed with each other while shards are read, or 0
     * @return the changed batching
     */
    public Batching withShuffleBuffer(int pictures) {
        return new Batching(
                size, accumulation, replicas, pictures, repeats, checkpointGradients, synchronizeStatistics);
    }

    /**
     * The same with every picture several times in a row.
     *
     * @param times how often, 1 to 1000; 0 for the plain order
     * @return the changed batching
     */
    public Batching withRepeats(double times) {
        return new Batching(
                size, accumulation, replicas, shuffleBuffer, times, checkpointGradients, synchronizeStatistics);
    }

    /**
     * The same with or without gradient checkpointing.
     *
     * @param enabled whether the backward pass computes blocks again
     * @return the changed batching
     */
    public Batching withCheckpointGradients(boolean enabled) {
        return new Batching(size, accumulation, replicas, shuffleBuffer, repeats, enabled, synchronizeStatistics);
    }

    /**
     * The same with the statistics of batch normalisation taken otherwise.
     *
     * @param enabled whether they are those of the whole batch where several processes share it
     * @return the changed batching
     */
    public Batching withSynchronizedStatistics(boolean enabled) {
        return new Batching(size, accumulation, replicas, shuffleBuffer, repeats, checkpointGradients, enabled);
    }

    /**
     * The order in which a single process reads the data.
     *
     * @param seed where it comes from
     * @param data the data
     * @return the order, of which several processes share each batch
     */
    public SampleOrder order(long seed, Dataset<?> data) {
        if (repeats > 0) {
            return SampleOrder.repeated(seed, Partition.whole(), repeats, round(data.size()));
        }
        return shuffleBuffer == 0
                ? SampleOrder.shuffled(seed, Partition.whole())
                : SampleOrder.shardwise(seed, shuffleBuffer, size, data.shards());
    }

    /** timm's epochs of fewer pictures than it rounds to would be empty. */
    private static int round(long data) {
        return data >= ROUND ? ROUND : 0;
    }

    /**
     * Pictures of an epoch, those with that fill no batch.
     *
     * @param data number of training pictures
     * @return as many; with repeated pictures rounded down, as in timm
     */
    public long pictures(long data) {
        int round = round(data);
        return repeats > 0 && round > 0 ? data / round * round : data;
    }

    /**
     * Updates of so many batches.
     *
     * @param batches number of batches
     * @return the number of updates, of which the last may be made from fewer batches
     */
    public int updates(int batches) {
        return (batches + accumulation - 1) / accumulation;
    }
}
