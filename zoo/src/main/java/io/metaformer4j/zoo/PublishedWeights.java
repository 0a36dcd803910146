package io.metaformer4j.zoo;

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
         * Stem and stages of a feature backbone, written by the classification network of the same name: the feature norms
         * are missing (they start fresh) and the classifier is left over.
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
