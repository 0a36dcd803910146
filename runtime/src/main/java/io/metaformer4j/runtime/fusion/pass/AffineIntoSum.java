package io.metaformer4j.runtime.fusion.pass;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.ElementStep.Add;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.Optional;

/** Factors of what is added: {@code x + (f b + s)} in one pass. */
public final class AffineIntoSum implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.ADD).filter(Add::isPlain).flatMap(sum -> graph.soleSource(
                        sum.branch(), sum, StepKinds.AFFINE)
                .map(affine -> Rewrite.join(
                        sum,
                        affine,
                        new Add(
                                sum.path(),
                                sum.in(),
                                affine.in(),
                                sum.out(),
                                Optional.of(affine.factor()),
                                affine.shift()))));
    }
}
