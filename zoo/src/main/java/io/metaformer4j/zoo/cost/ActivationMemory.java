package io.metaformer4j.zoo.cost;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * The memory of maps and vectors for a batch in float32, counted from the plan of the network. Weights, gradients of weights,
 * the workspace of kernels, and what an engine holds for reasons of its own are not in it.
 *
 * @param batch number of pictures
 * @param inference bytes that are needed at once at the most: for each operation its input, its output, and what is kept for
 *     later, such as the input of a residual branch. An activation behind a linear function and attention's table of scores
 *     need none of their own, as where kernels are fused
 * @param training bytes that a forward pass leaves for the backward pass: the pictures and the output of every operation,
 *     sums of residual branches included, if nothing is computed again
 */
public record ActivationMemory(int batch, long inference, long training) {

    /** The memory for a batch, given the values of one picture. */
    static ActivationMemory of(LiveMaps maps, int batch) {
        return new ActivationMemory(batch, bytes(maps.peak(), batch), bytes(maps.total(), batch));
    }

    /**
     * Bytes of values in float32.
     *
     * @param values values of one picture
     * @param batch number of pictures
     * @return their bytes
     * @throws MetaFormerException if there are no pictures, or too many to be counted
     */
    public static long bytes(long values, int batch) {
        if (batch < 1) {
            throw new MetaFormerException("a batch of " + batch + " pictures has nothing to count; use at least 1");
        }
        if (values > Long.MAX_VALUE / Float.BYTES / batch) {
            throw new MetaFormerException(
                    "a batch of " + batch + " pictures takes more bytes than can be counted; use a smaller batch");
        }
        return values * Float.BYTES * batch;
    }
}
