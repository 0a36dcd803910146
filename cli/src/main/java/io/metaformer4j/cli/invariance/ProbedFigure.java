package io.metaformer4j.cli.invariance;

import io.metaformer4j.evaluation.invariance.InvarianceResult;
import io.metaformer4j.evaluation.invariance.InvarianceResult.Discriminability;
import io.metaformer4j.evaluation.invariance.Spread;
import io.metaformer4j.evaluation.invariance.TransformationResult;
import io.metaformer4j.evaluation.invariance.TransformationResult.OfPredictions;
import io.metaformer4j.evaluation.invariance.TransformationResult.OfStage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A number of a result with all that says which it is, as a line of a table has it.
 *
 * @param transformation what was done to the pictures; {@link #NONE} for pictures as they are
 * @param place where in the network: a stage, the pooled vector, or the predictions
 * @param measure what was measured
 * @param spread the number over the pictures; only the mean where it is a number of all of them
 */
record ProbedFigure(String transformation, String place, String measure, Spread spread) {

    static final String NONE = "none";

    private static final String POOLED = "pooled";
    private static final String PREDICTIONS = "predictions";
    private static final String STAGE = "stage";
    private static final String TOP1 = "top1";
    private static final String SEPARATION = "class_separation";

    /** All numbers of a result, those without a value left out. */
    static List<ProbedFigure> of(InvarianceResult result) {
        List<ProbedFigure> figures = new ArrayList<>();
        result.discriminability().ifPresent(found -> addTo(figures, found, result.pictures()));
        for (TransformationResult each : result.transformations()) {
            addTo(figures, each, result.pictures());
        }
        return figures.stream().filter(figure -> figure.spread().count() > 0).toList();
    }

    private static void addTo(List<ProbedFigure> figures, Discriminability found, long pictures) {
        for (int stage = 0; stage < found.stageSeparations().size(); stage++) {
            Spread separation = single(found.stageSeparations().get(stage), pictures);
            figures.add(new ProbedFigure(NONE, STAGE + stage, SEPARATION, separation));
        }
        figures.add(new ProbedFigure(NONE, POOLED, SEPARATION, single(found.separation(), pictures)));
        figures.add(new ProbedFigure(NONE, POOLED, "nearest_mean", single(found.nearestMean(), pictures)));
        figures.add(new ProbedFigure(NONE, PREDICTIONS, TOP1, single(found.top1(), pictures)));
    }

    private static void addTo(List<ProbedFigure> figures, TransformationResult result, long pictures) {
        String label = result.transformation().label();
        for (int i = 0; i < result.stages().size(); i++) {
            OfStage stage = result.stages().get(i);
            figures.add(new ProbedFigure(label, STAGE + i, "equivariance_error", stage.equivariance()));
            figures.add(new ProbedFigure(label, STAGE + i, "interpolation_error", stage.interpolation()));
            figures.add(
                    new ProbedFigure(label, STAGE + i, "change", stage.mean().change()));
            figures.add(
                    new ProbedFigure(label, STAGE + i, "cosine", stage.mean().cosine()));
        }
        figures.add(new ProbedFigure(label, POOLED, "change", result.pooled().change()));
        figures.add(new ProbedFigure(label, POOLED, "cosine", result.pooled().cosine()));
        result.predictions().ifPresent(found -> addTo(figures, label, found, pictures));
    }

    private static void addTo(List<ProbedFigure> figures, String label, OfPredictions found, long pictures) {
        Spread consistency = single(OptionalDouble.of(found.consistency()), pictures);
        figures.add(new ProbedFigure(label, PREDICTIONS, "consistency", consistency));
        figures.add(new ProbedFigure(label, PREDICTIONS, "divergence", found.divergence()));
        figures.add(new ProbedFigure(label, PREDICTIONS, "probability_change", found.probabilityChange()));
        figures.add(new ProbedFigure(label, PREDICTIONS, TOP1, single(found.top1(), pictures)));
    }

    private static Spread single(OptionalDouble value, long pictures) {
        return new Spread(value.isPresent() ? pictures : 0, value.orElse(Double.NaN), Double.NaN);
    }
}
