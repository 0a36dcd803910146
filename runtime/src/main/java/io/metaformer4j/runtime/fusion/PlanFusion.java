package io.metaformer4j.runtime.fusion;

import io.metaformer4j.runtime.plan.PlanStep;
import java.util.Optional;

/** A rewriting of a plan that leaves what it computes as it is, but for the order of float32 sums. */
public interface PlanFusion {

    /**
     * Looks at a step.
     *
     * @param step a step of the plan
     * @param graph all steps
     * @return what to do, empty if the rewriting has nothing to do with this step
     */
    Optional<Rewrite> match(PlanStep step, PlanGraph graph);
}
