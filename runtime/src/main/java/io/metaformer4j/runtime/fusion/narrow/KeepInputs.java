package io.metaformer4j.runtime.fusion.narrow;

import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.fusion.PlanGraph;
import io.metaformer4j.runtime.fusion.Rewrite;
import io.metaformer4j.runtime.plan.PlanStep;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Another rewriting, but not where it would change what certain steps read.
 *
 * @param fusion the other one
 * @param kept the paths of those steps
 */
public record KeepInputs(PlanFusion fusion, Predicate<String> kept) implements PlanFusion {

    @Override
    public Optional<Rewrite> match(PlanStep step, PlanGraph graph) {
        return fusion.match(step, graph)
                .filter(rewrite -> rewrite.added().stream().noneMatch(added -> kept.test(added.path())));
    }
}
