package io.metaformer4j.evaluation.explain.faithfulness;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;

/**
 * How the probability of a class changes with the pixels that an explanation ranks first (RISE, arXiv 1806.07421, section 4.2).
 *
 * @param insertion probabilities while the pixels come back into a blurred picture, from none to all
 * @param deletion probabilities while the pixels are taken out of the picture, from none to all
 */
public record Faithfulness(List<Double> insertion, List<Double> deletion) {

    public Faithfulness {
        insertion = List.copyOf(insertion);
        deletion = List.copyOf(deletion);
        if (insertion.size() < 2 || deletion.size() < 2) {
            throw new MetaFormerException("curves of " + insertion.size() + " and " + deletion.size()
                    + " probabilities have no area; measure at least the first and the last step");
        }
    }

    /**
     * The area under the curve of insertion.
     *
     * @return 0 to 1; the larger, the sooner the pixels named first made the class probable
     */
    public double insertionScore() {
        return area(insertion);
    }

    /**
     * The area under the curve of deletion.
     *
     * @return 0 to 1; the smaller, the more depended on the pixels named first
     */
    public double deletionScore() {
        return area(deletion);
    }

    /** Trapezoids over a width of 1. */
    private static double area(List<Double> curve) {
        double sum = 0;
        for (double value : curve) {
            sum += value;
        }
        int last = curve.size() - 1;
        return (sum - curve.get(0) / 2 - curve.get(last) / 2) / last;
    }
}
