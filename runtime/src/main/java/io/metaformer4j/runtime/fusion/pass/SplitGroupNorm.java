package io.metaformer4j.runtime.fusion.pass;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.fusion.StepKinds;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.NormStep.GroupNormalize;
import io.metaformer4j.runtime.plan.NormStep.Standardize;
import io.metaformer4j.runtime.plan.NormStep.Statistics;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.List;
import java.util.Optional;

/**
 * A one-group norm in two passes, row by row: its statistics, which whoever writes the map may compute in passing, and what they
 * do to the numbers.
 */
public final class SplitGroupNorm implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return step.accept(StepKinds.WHOLE_NORM)
                .filter(norm -> norm.in().kind() == PlanValue.Kind.MAP)
                .map(SplitGroupNorm::split);
    }

    private static Rewrite split(GroupNormalize norm) {
        PlanValue statistics = norm.in().statistics(norm.path() + ".statistics");
        Coefficients bias =
                norm.bias().orElseGet(() -> Coefficients.repeated(0, norm.in().channels()));
        return new Rewrite(
                norm,
                List.of(),
                List.of(
                        new Statistics(norm.path(), norm.in(), statistics),
                        new Standardize(
                                norm.path(), norm.in(), statistics, norm.out(), norm.epsilon(), norm.weight(), bias)));
    }
}
