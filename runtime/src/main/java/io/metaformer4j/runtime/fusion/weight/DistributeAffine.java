package io.metaformer4j.runtime.fusion.weight;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.ElementStep.Add;
import io.metaformer4j.runtime.plan.ElementStep.Affine;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.List;
import java.util.Optional;

/**
 * Layer scale behind a geometric mixer: {@code f (k * x + d) = f (k * x) + f d}, so that the fixed kernels and the scale of the
 * details can take it.
 */
public final class DistributeAffine implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.AFFINE)
                .filter(affine -> affine.shift().isEmpty())
                .flatMap(affine -> graph.soleSource(affine.in(), affine, StepKinds.ADD)
                        .filter(Add::isPlain)
                        .filter(sum -> graph.soleSource(sum.in(), sum, StepKinds.DEPTHWISE)
                                .isPresent())
                        .map(sum -> fused(sum, affine)));
    }

    private static Rewrite fused(Add sum, Affine affine) {
        PlanValue first = sum.out().like(affine.path() + ".first", sum.out().channels());
        PlanValue second = sum.out().like(affine.path() + ".second", sum.out().channels());
        return new Rewrite(
                sum,
                List.of(affine),
                List.of(
                        new Affine(affine.path(), sum.in(), first, affine.factor(), Optional.empty()),
                        new Affine(affine.path(), sum.branch(), second, affine.factor(), Optional.empty()),
                        Add.plain(sum.path(), first, second, affine.out())));
    }
}
