package io.metaformer4j.runtime.fusion.weight;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ElementStep.Affine;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.Optional;

/** Factors behind factors: {@code f (g x + s) + t = (f g) x + (f s + t)}. */
public final class MergeAffines implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.AFFINE).flatMap(second -> graph.soleSource(second.in(), second, StepKinds.AFFINE)
                .map(first -> Rewrite.join(first, second, fused(first, second))));
    }

    private static Affine fused(Affine first, Affine second) {
        Optional<Coefficients> scaled = first.shift().map(shift -> shift.times(second.factor()));
        Optional<Coefficients> shift = scaled.isPresent() && second.shift().isPresent()
                ? Optional.of(scaled.get().plus(second.shift().get()))
                : scaled.or(second::shift);
        return new Affine(
                second.path(), first.in(), second.out(), first.factor().times(second.factor()), shift);
    }
}
