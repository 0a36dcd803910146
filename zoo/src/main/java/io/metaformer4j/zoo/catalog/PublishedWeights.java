package io.metaformer4j.zoo.catalog;

/**
 * Where the trained weights of a model can be had.
 *
 * @param location an {@code https://} address of a file, or {@code hf:owner/name} for a repository of the Hugging Face hub
 * @param coverage how much of the network the file holds
 */
public record PublishedWeights(String location, Coverage coverage) {

    /** How much of a network a file of weights holds. */
    public enum Coverage {
        /** Every tensor. */
        WHOLE,
        /**
         * Stem and stages only. What comes behind them starts fresh: the classifier, or the norms of a feature backbone, which
         * the classification network of the same name does not have. The classifier of the file is left over.
         */
        BODY
    }

    /**
     * Weights for the whole network.
     *
     * @param location address of a file or hub id
     * @return where to find them
     */
    public static PublishedWeights at(String location) {
        return new PublishedWeights(location, Coverage.WHOLE);
    }
}
