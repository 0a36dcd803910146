package io.metaformer4j.runtime.fusion.pass;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.ElementStep.Add;
import io.metaformer4j.runtime.plan.LinearStep.Depthwise;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.Optional;

/** The sum with a depthwise convolution, which adds to the identity where that lies. */
public final class ResidualIntoDepthwise implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.ADD).filter(Add::isPlain).flatMap(sum -> graph.soleSource(
                        sum.branch(), sum, StepKinds.DEPTHWISE)
                .filter(depthwise -> depthwise.addend().isEmpty()
                        && !depthwise.in().equals(sum.in())
                        && graph.isThereBefore(sum.in(), depthwise)
                        && graph.isLastButFor(sum.in(), depthwise, sum))
                .map(depthwise -> Rewrite.join(depthwise, sum, fused(depthwise, sum))));
    }

    private static Depthwise fused(Depthwise depthwise, Add sum) {
        return new Depthwise(
                depthwise.path(),
                depthwise.in(),
                sum.out(),
                depthwise.kernel(),
                depthwise.weight(),
                Optional.of(sum.in()));
    }
}
