package io.metaformer4j.vision.data.inspection;

/**
 * A picture that could not be used.
 *
 * @param index which sample of the data set
 * @param reason what is wrong with it, or with reading it
 * @param ownFault whether the picture itself is to blame, rather than the disk, its permissions or too little memory,
 *     with which it may be read another time
 */
public record BrokenPicture(int index, String reason, boolean ownFault) {}
