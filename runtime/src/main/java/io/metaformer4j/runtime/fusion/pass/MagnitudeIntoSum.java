package io.metaformer4j.runtime.fusion.pass;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.FusedStep.AddMagnitude;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.Optional;

/** Geometric magnitudes that are scaled and added, without writing them. */
public final class MagnitudeIntoSum implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.ADD).flatMap(sum -> graph.soleSource(sum.branch(), sum, StepKinds.MAGNITUDE)
                .map(magnitude -> Rewrite.join(
                        sum,
                        magnitude,
                        new AddMagnitude(
                                magnitude.path(),
                                sum.in(),
                                magnitude,
                                sum.out(),
                                sum.factor()
                                        .orElseGet(() -> Coefficients.repeated(
                                                1, sum.in().channels())),
                                sum.shift(),
                                Optional.empty()))));
    }
}
