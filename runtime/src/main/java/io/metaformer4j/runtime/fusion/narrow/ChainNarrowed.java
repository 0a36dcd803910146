package io.metaformer4j.runtime.fusion.narrow;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.FusedStep.Narrowed;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.Optional;

/** A channel MLP of fewer bits a few rows at a time: what is between its two linear functions is never written as float32. */
public final class ChainNarrowed implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.NARROWED)
                .filter(second -> second.second().isEmpty() && second.norm().isEmpty())
                .flatMap(second -> graph.soleSource(second.first().product().in(), second, StepKinds.NARROWED)
                        .filter(first -> fits(first, second, graph))
                        .map(first -> Rewrite.join(
                                first,
                                second,
                                new Narrowed(first.norm(), first.first(), Optional.of(second.first())))));
    }

    private static boolean fits(Narrowed first, Narrowed second, PlanGraph graph) {
        boolean alike =
                first.first().bytes().isPresent() == second.first().bytes().isPresent();
        return alike
                && first.second().isEmpty()
                && first.overwrites().isEmpty()
                && second.overwrites()
                        .map(sum -> isFree(sum, first, second, graph))
                        .orElse(true);
    }

    /** Each row of the sum is written after the same row has been read. */
    private static boolean isFree(PlanValue sum, Narrowed first, Narrowed second, PlanGraph graph) {
        boolean read = sum.equals(first.reads().get(0));
        return read || (graph.isThereBefore(sum, first) && graph.isLastButFor(sum, first, second));
    }
}
