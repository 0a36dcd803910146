package io.metaformer4j.training.recipe;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * How many pictures make an update, and who computes it.
 *
 * @param size pictures of a forward pass
 * @param accumulation forward passes of an optimizer update
 * @param replicas networks on the same weights that share each batch, one thread each; 1 for one network on all threads
 */
public record Batching(int size, int accumulation, int replicas) {

    public Batching {
        require(size >= 1, "batch size " + size + " must be at least 1");
        require(accumulation >= 1, "an update from " + accumulation + " batches needs at least one");
        require(
                replicas >= 1 && replicas <= size,
                replicas + " replicas cannot share a batch of " + size + "; use at least 1 and no more than that");
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
     * Updates of so many batches.
     *
     * @param batches number of batches
     * @return the number of updates, of which the last may be made from fewer batches
     */
    public int updates(int batches) {
        return (batches + accumulation - 1) / accumulation;
    }
}
