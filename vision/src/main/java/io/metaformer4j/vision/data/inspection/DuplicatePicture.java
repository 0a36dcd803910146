package io.metaformer4j.vision.data.inspection;

/**
 * A picture that is, byte for byte, one that came before it in the data set.
 *
 * @param index which sample of the data set
 * @param first the first sample that is the same, below {@code index}
 * @param sameClass whether both have the same class
 */
public record DuplicatePicture(int index, int first, boolean sameClass) {}
