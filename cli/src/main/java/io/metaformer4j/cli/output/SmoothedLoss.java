package io.metaformer4j.cli.output;

/** The loss of a run as it is shown: single updates jump too much to see where it goes. */
public final class SmoothedLoss {

    /** Weighs about the last twenty updates. */
    private static final double SMOOTHING = 0.95;

    private double mean = Double.NaN;

    /**
     * Adds the loss of an update.
     *
     * @param loss the loss; passed over if it is not finite, as its update was left out
     * @return the exponential mean of all until now; the first is its own mean
     */
    public double add(double loss) {
        if (!Double.isFinite(loss)) {
            return mean;
        }
        mean = Double.isNaN(mean) ? loss : SMOOTHING * mean + (1 - SMOOTHING) * loss;
        return mean;
    }
}
