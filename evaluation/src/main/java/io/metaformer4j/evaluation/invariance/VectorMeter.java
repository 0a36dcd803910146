package io.metaformer4j.evaluation.invariance;

/** Measures how far vectors move: relative to their length, and by their direction. */
final class VectorMeter {

    private final Spread.Meter change = new Spread.Meter();
    private final Spread.Meter cosine = new Spread.Meter();

    /** Adds the vector of a picture and that of the transformed picture. */
    void add(double[] original, double[] moved) {
        double difference = 0;
        double length = 0;
        double movedLength = 0;
        double product = 0;
        for (int i = 0; i < original.length; i++) {
            double step = moved[i] - original[i];
            difference += step * step;
            length += original[i] * original[i];
            movedLength += moved[i] * moved[i];
            product += original[i] * moved[i];
        }
        change.add(relative(difference, length));
        cosine.add(product / (Math.sqrt(length) * Math.sqrt(movedLength)));
    }

    /** The root of a ratio of sums of squares; 0 for nothing of nothing, and not finite for something of nothing. */
    static double relative(double difference, double whole) {
        return difference == 0 ? 0 : Math.sqrt(difference / whole);
    }

    TransformationResult.OfVector result() {
        return new TransformationResult.OfVector(change.result(), cosine.result());
    }
}
