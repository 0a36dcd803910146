package io.metaformer4j.evaluation.robustness;

import io.metaformer4j.vision.loader.SkippedSamples;

/** Follows a robustness job. Its methods are called in the thread that measures. */
public interface RobustnessListener {

    /** Ignores all reports. */
    RobustnessListener NONE = new RobustnessListener() {};

    /**
     * A part is about to be measured.
     *
     * @param part the part
     */
    default void started(RobustnessPart part) {}

    /**
     * More pictures were answered.
     *
     * @param part what they belong to
     * @param done how many of the part were answered so far; at its end all of this process's share
     */
    default void advanced(RobustnessPart part, long done) {}

    /**
     * Pictures of a part were left out, since they could not be decoded.
     *
     * @param part what they belong to
     * @param skipped how many, and the first of them
     */
    default void skipped(RobustnessPart part, SkippedSamples skipped) {}

    /**
     * Something that the user should know about the pictures.
     *
     * @param note a sentence
     */
    default void noted(String note) {}
}
