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
 */
public record Batching(int size, int accumulation, int replicas, int shuffleBuffer) {

    public Batching {
        require(size >= 1, "batch size " + size + " must be at least 1");
        require(accumulation >= 1, "an update from " + accumulation + " batches needs at least one");
        require(
                replicas >= 1 && replicas <= size,
                replicas + " replicas cannot share a batch of " + size + "; use at least 1 and no more than that");
        require(
                shuffleBuffer >= 0,
                "a shuffle buffer of " + shuffleBuffer + " pictures is not possible; use 1 or more, or 0 for none");
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
        return new Batching(pictures, accumulation, replicas, shuffleBuffer);
    }

    /**
     * The same with another way of mixing.
     *
     * @param pictures pictures that are mixed with each other while shards are read, or 0
     * @return the changed batching
     */
    public Batching withShuffleBuffer(int pictures) {
        return new Batching(size, accumulation, replicas, pictures);
    }

    /**
     * The order in which a single process reads the data.
     *
     * @param seed where it comes from
     * @param data the data
     * @return the order, of which several processes share each batch
     */
    public SampleOrder order(long seed, Dataset<?> data) {
        return shuffleBuffer == 0
                ? SampleOrder.shuffled(seed, Partition.whole())
                : SampleOrder.shardwise(seed, shuffleBuffer, size, data.shards());
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
