package io.metaformer4j.evaluation.validation;

/** Follows a validation. Its methods are called in the thread that validates. */
@FunctionalInterface
public interface ValidationListener {

    /** Ignores all reports. */
    ValidationListener NONE = progress -> {};

    /**
     * Says how far the validation is.
     *
     * @param done pictures that were run or skipped so far
     * @param total all pictures
     * @param top1 accuracy so far in percent, NaN before the first picture that counts
     */
    record Progress(long done, long total, double top1) {}

    /**
     * Called after each batch.
     *
     * @param progress how far the validation is
     */
    void onBatch(Progress progress);
}
