package io.metaformer4j.evaluation.calibration;

import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.validation.LogitsSink;

/**
 * Measures during a validation how well the probabilities of a network's answers fit how often it is right. It keeps eight
 * bytes of each picture. Confined to one thread.
 */
public final class Calibration implements LogitsSink {

    private final ReliabilityBins bins;
    private final double sharpness;
    private double confidences;
    private double squares;
    private double logLosses;
    private long right;

    /**
     * No picture is counted yet.
     *
     * @param bins number of bins, at least 1; the literature has {@link ReliabilityBins#STANDARD}
     * @throws io.metaformer4j.zoo.MetaFormerException if there is no bin
     */
    public Calibration(int bins) {
        this(bins, 1);
    }

    /**
     * Measures what logits say that are divided by a temperature.
     *
     * @param bins number of bins
     * @param sharpness what logits are multiplied with, the inverse of the temperature
     */
    Calibration(int bins, double sharpness) {
        this.bins = new ReliabilityBins(bins);
        this.sharpness = sharpness;
    }

    @Override
    public void accept(int index, Logits logits, int label) {
        int best = logits.top(1)[0];
        double largest = sharpness * logits.value(best);
        double sum = 0;
        double sumOfSquares = 0;
        for (int k = 0; k < logits.count(); k++) {
            double share = Math.exp(sharpness * logits.value(k) - largest);
            sum += share;
            sumOfSquares += share * share;
        }
        double logit = sharpness * logits.value(label) - largest;
        // sum over k of (p(k) - [k is the label])^2, multiplied out; rounding may leave less than nothing of it
        double distance = sumOfSquares / (sum * sum) - 2 * Math.exp(logit) / sum + 1;
        boolean isRight = best == label;
        bins.add(1 / sum, isRight);
        confidences += 1 / sum;
        squares += Math.max(0, distance);
        logLosses += Math.log(sum) - logit;
        right += isRight ? 1 : 0;
    }

    /**
     * What was measured.
     *
     * @return the figures; NaN if no picture was counted
     */
    public CalibrationFigures figures() {
        double pictures = bins.size();
        return new CalibrationFigures(
                bins.size(),
                right / pictures,
                confidences / pictures,
                bins.expectedError(),
                bins.maximumError(),
                bins.adaptiveError(),
                squares / pictures,
                logLosses / pictures,
                bins.bins());
    }
}
