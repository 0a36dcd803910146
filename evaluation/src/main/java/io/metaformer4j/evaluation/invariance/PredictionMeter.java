package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.evaluation.Logits;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Measures how far answers move. */
final class PredictionMeter {

    private static final double LOG_2 = Math.log(2);
    private static final double PERCENT = 100;

    private final int classes;
    private final Spread.Meter divergence = new Spread.Meter();
    private final Spread.Meter probabilityChange = new Spread.Meter();
    private long pictures;
    private long agreeing;
    private long labelled;
    private long right;

    PredictionMeter(int classes) {
        this.classes = classes;
    }

    /** Adds the answer to a picture, that to the transformed picture, and what the picture shows if that is known. */
    void add(Logits original, Logits moved, OptionalInt label) {
        int best = original.top(1)[0];
        int now = moved.top(1)[0];
        pictures++;
        agreeing += best == now ? 1 : 0;
        divergence.add(divergence(original, moved));
        probabilityChange.add(Math.abs(moved.probability(best) - original.probability(best)));
        if (label.isPresent()) {
            labelled++;
            right += now == label.getAsInt() ? 1 : 0;
        }
    }

    /** The divergence of Jensen and Shannon, from 0 to 1 bit. */
    private double divergence(Logits one, Logits other) {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            double p = one.probability(c);
            double q = other.probability(c);
            double middle = (p + q) / 2;
            sum += (p > 0 ? p * Math.log(p / middle) : 0) + (q > 0 ? q * Math.log(q / middle) : 0);
        }
        return Math.max(0, sum / 2 / LOG_2);
    }

    TransformationResult.OfPredictions result() {
        return new TransformationResult.OfPredictions(
                PERCENT * agreeing / pictures,
                divergence.result(),
                probabilityChange.result(),
                labelled == 0 ? OptionalDouble.empty() : OptionalDouble.of(PERCENT * right / labelled));
    }
}
