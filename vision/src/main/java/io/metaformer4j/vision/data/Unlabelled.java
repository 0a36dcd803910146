package io.metaformer4j.vision.data;

/** The target of pictures of which nothing is known, in data sets that are only looked at. */
public enum Unlabelled {
    /** The only one. */
    PICTURE
}
