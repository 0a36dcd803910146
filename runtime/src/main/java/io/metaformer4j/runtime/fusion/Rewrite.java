package io.metaformer4j.runtime.fusion;

import io.metaformer4j.runtime.plan.PlanStep;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps that go, and steps that come.
 *
 * @param at the step whose place the new ones take
 * @param removed other steps that go
 * @param added the new steps in order
 */
public record Rewrite(PlanStep at, List<PlanStep> removed, List<PlanStep> added) {

    /** Copies the lists. */
    public Rewrite {
        removed = List.copyOf(removed);
        added = List.copyOf(added);
    }

    /**
     * A step in the place of two.
     *
     * @param at the step whose place it takes
     * @param removed the other one
     * @param added the new step
     * @return the rewriting
     */
    public static Rewrite join(PlanStep at, PlanStep removed, PlanStep added) {
        return new Rewrite(at, List.of(removed), List.of(added));
    }

    /**
     * The plan after this.
     *
     * @param steps the plan before
     * @return the new steps
     */
    List<PlanStep> applied(List<PlanStep> steps) {
        List<PlanStep> result = new ArrayList<>();
        for (PlanStep step : steps) {
            if (step == at) {
                result.addAll(added);
            } else if (removed.stream().noneMatch(gone -> gone == step)) {
                result.add(step);
            }
        }
        return result;
    }
}
