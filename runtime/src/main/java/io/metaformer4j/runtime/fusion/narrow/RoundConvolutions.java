package io.metaformer4j.runtime.fusion.narrow;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.FusedStep.NarrowConvolve;
import io.metaformer4j.runtime.plan.NormStep;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.List;
import java.util.Optional;

/**
 * Strided convolutions get operands of fewer bits, and the norm before one is computed in the pass that rounds its input.
 *
 * @param rule which ones
 */
public record RoundConvolutions(NarrowRule rule) implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.CONVOLVE)
                .flatMap(rule::convolution)
                .map(narrow -> rounded(
                        step,
                        narrow,
                        RoundOperands.normBefore(narrow.convolution().in(), step, graph)));
    }

    private static Rewrite rounded(PlanStep convolution, NarrowConvolve narrow, Optional<NormStep> norm) {
        return new Rewrite(
                convolution,
                norm.<List<PlanStep>>map(List::of).orElse(List.of()),
                List.of(norm.map(narrow::after).orElse(narrow)));
    }
}
