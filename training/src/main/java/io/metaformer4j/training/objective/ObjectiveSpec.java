package io.metaformer4j.training.objective;

import io.metaformer4j.zoo.MetaFormerException;

/** The objectives that a recipe can name, with all their numbers. */
public sealed interface ObjectiveSpec extends ClassObjective
        permits SoftCrossEntropy, BinaryCrossEntropy, JsdCrossEntropy, CustomObjective {

    /**
     * Share of the target that is spread over all classes.
     *
     * @return a number in [0, 1)
     */
    double labelSmoothing();

    /**
     * The same with other label smoothing.
     *
     * @param smoothing share of the target that is spread over all classes, in [0, 1)
     * @return the changed objective
     */
    ObjectiveSpec withLabelSmoothing(double smoothing);

    @Override
    default ObjectiveSpec recorded() {
        return this;
    }

    /** Calls the visitor's method for this kind of objective. */
    <R> R accept(Visitor<R> visitor);

    /** One method for each kind of objective. */
    interface Visitor<R> {
        R crossEntropy(SoftCrossEntropy objective);

        R binaryCrossEntropy(BinaryCrossEntropy objective);

        R jsd(JsdCrossEntropy objective);

        R own(CustomObjective objective);
    }

    /** Checks a label smoothing. */
    static void requireSmoothing(double smoothing) {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new MetaFormerException("label smoothing " + smoothing + " must be at least 0 and below 1");
        }
    }
}
