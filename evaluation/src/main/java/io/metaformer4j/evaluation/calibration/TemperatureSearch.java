package io.metaformer4j.evaluation.calibration;

import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.validation.LogitsSink;

/**
 * Finds the temperature of the least mean cross-entropy (section 4.2 of arXiv:1706.04599). As a function of the inverse
 * temperature b the cross-entropy {@code log(sum(exp(b z))) - b z(label)} is convex, so that the place where its slope is
 * zero is bracketed, and approached with Newton's steps where they stay inside of the bracket and with halvings where not.
 */
final class TemperatureSearch {

    /** Neither a temperature above this is looked for, nor one below its inverse. */
    static final double LARGEST = 100;

    private static final double TOLERANCE = 1e-12;
    private static final int MOST_STEPS = 200;

    private final LabelledLogits pictures;

    TemperatureSearch(LabelledLogits pictures) {
        this.pictures = pictures;
    }

    /** The inverse of the best temperature; the nearest limit if the best one lies beyond. */
    double sharpness() {
        double low = 1 / LARGEST;
        double high = LARGEST;
        if (derivatives(low).slope >= 0) {
            return low;
        }
        if (derivatives(high).slope <= 0) {
            return high;
        }
        double at = 1;
        for (int step = 0; step < MOST_STEPS; step++) {
            Derivatives here = derivatives(at);
            if (here.slope > 0) {
                high = at;
            } else {
                low = at;
            }
            double next = at - here.slope / here.curvature;
            if (!(next >= low && next <= high)) {
                next = Math.sqrt(low * high);
            }
            if (Math.abs(next - at) <= TOLERANCE * at) {
                return next;
            }
            at = next;
        }
        return at;
    }

    private Derivatives derivatives(double sharpness) {
        Derivatives sum = new Derivatives(sharpness);
        pictures.forEach(sum);
        return sum;
    }

    /**
     * First and second derivative of the cross-entropy's sum: means and variances of the logits as the softmax weighs them.
     */
    private static final class Derivatives implements LogitsSink {

        private final double sharpness;
        private double slope;
        private double curvature;

        Derivatives(double sharpness) {
            this.sharpness = sharpness;
        }

        @Override
        public void accept(int index, Logits logits, int label) {
            double largest = logits.value(logits.top(1)[0]);
            double weights = 0;
            double first = 0;
            double second = 0;
            for (int k = 0; k < logits.count(); k++) {
                double below = logits.value(k) - largest;
                double weight = Math.exp(sharpness * below);
                weights += weight;
                first += weight * below;
                second += weight * below * below;
            }
            double mean = first / weights;
            slope += mean + largest - logits.value(label);
            curvature += second / weights - mean * mean;
        }
    }
}
