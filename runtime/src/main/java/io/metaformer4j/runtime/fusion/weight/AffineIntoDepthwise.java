package io.metaformer4j.runtime.fusion.weight;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.ElementStep.Affine;
import io.metaformer4j.runtime.plan.LinearStep.Depthwise;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.Optional;

/** Factors behind a depthwise convolution: {@code f (k * x) = (f k) * x} for each channel. */
public final class AffineIntoDepthwise implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.AFFINE)
                .filter(affine -> affine.shift().isEmpty())
                .flatMap(affine -> graph.soleSource(affine.in(), affine, StepKinds.DEPTHWISE)
                        .filter(depthwise -> depthwise.addend().isEmpty())
                        .map(depthwise -> Rewrite.join(depthwise, affine, fused(depthwise, affine))));
    }

    private static Depthwise fused(Depthwise depthwise, Affine affine) {
        return new Depthwise(
                depthwise.path(),
                depthwise.in(),
                affine.out(),
                depthwise.kernel(),
                depthwise.weight().scaledRows(affine.factor()),
                Optional.empty());
    }
}
