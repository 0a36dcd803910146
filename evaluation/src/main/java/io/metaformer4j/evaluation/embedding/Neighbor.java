package io.metaformer4j.evaluation.embedding;

/**
 * A picture whose vector is near to another.
 *
 * @param index its row
 * @param name what its data set calls it
 * @param similarity cosine of the angle between the two vectors, -1 to 1; 0 if one of them is of zeros
 */
public record Neighbor(int index, String name, double similarity) {}
