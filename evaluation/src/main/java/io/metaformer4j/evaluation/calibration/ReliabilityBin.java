package io.metaformer4j.evaluation.calibration;

/**
 * Answers of about one confidence.
 *
 * @param low confidences are above this, at least 0
 * @param high confidences are at most this, at most 1
 * @param count number of answers
 * @param confidence mean confidence, 0 to 1; 0 if there is no answer
 * @param accuracy share of right answers, 0 to 1; 0 if there is no answer
 */
public record ReliabilityBin(double low, double high, long count, double confidence, double accuracy) {

    /**
     * How far confidence and accuracy lie apart.
     *
     * @return 0 to 1; 0 if there is no answer
     */
    public double gap() {
        return Math.abs(accuracy - confidence);
    }
}
