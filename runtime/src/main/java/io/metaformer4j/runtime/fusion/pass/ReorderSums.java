package io.metaformer4j.runtime.fusion.pass;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.ElementStep.Add;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.List;
import java.util.Optional;

/**
 * The sum behind a geometric mixer: {@code x + (k * n + d) = (x + k * n) + d}, so that the convolution and the magnitudes can each add
 * to the identity where that lies.
 */
public final class ReorderSums implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.ADD).filter(Add::isPlain).flatMap(outer -> graph.soleSource(
                        outer.branch(), outer, StepKinds.ADD)
                .filter(inner ->
                        graph.soleSource(inner.in(), inner, StepKinds.DEPTHWISE).isPresent()
                                && graph.isThereBefore(outer.in(), inner)
                                && graph.isLastButFor(outer.in(), inner, outer))
                .map(inner -> reordered(inner, outer)));
    }

    private static Rewrite reordered(Add inner, Add outer) {
        PlanValue first = inner.out().like(inner.path() + ".sum", inner.out().channels());
        return new Rewrite(
                inner,
                List.of(outer),
                List.of(
                        Add.plain(inner.path(), outer.in(), inner.in(), first),
                        new Add(outer.path(), first, inner.branch(), outer.out(), inner.factor(), inner.shift())));
    }
}
