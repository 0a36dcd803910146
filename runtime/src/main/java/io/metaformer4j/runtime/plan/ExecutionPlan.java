package io.metaformer4j.runtime.plan;

import io.metaformer4j.engine.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The steps of a network in the order in which they run.
 *
 * @param steps each reads what steps before it have written
 */
public record ExecutionPlan(List<PlanStep> steps) {

    /** Copies the list and checks the order. */
    public ExecutionPlan {
        steps = List.copyOf(steps);
        requireOrder(steps);
    }

    private static void requireOrder(List<PlanStep> steps) {
        Set<PlanValue> alive = new HashSet<>();
        Map<PlanValue, Integer> overwritten = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            PlanStep step = steps.get(i);
            for (PlanValue value : step.reads()) {
                if (!alive.contains(value) || overwritten.containsKey(value)) {
                    throw new IllegalArgumentException(
                            "step " + step.path() + " reads " + value + ", which is not there (any more)");
                }
            }
            int at = i;
            step.overwrites().ifPresent(value -> overwritten.put(value, at));
            for (PlanValue value : step.writes()) {
                if (!alive.add(value)) {
                    throw new IllegalArgumentException("two steps write " + value);
                }
            }
        }
    }

    /**
     * The steps that are needed for some outputs.
     *
     * @param request what is asked for
     * @return their indices in order
     */
    public List<Integer> needed(Request request) {
        Set<PlanValue> wanted = new HashSet<>();
        List<Integer> found = new ArrayList<>();
        Asked asked = new Asked(request);
        for (int i = steps.size() - 1; i >= 0; i--) {
            PlanStep step = steps.get(i);
            if (step.accept(asked) || step.writes().stream().anyMatch(wanted::contains)) {
                wanted.addAll(step.reads());
                found.add(i);
            }
        }
        Collections.reverse(found);
        return List.copyOf(found);
    }

    /** Whether a step hands out what is asked for. */
    private record Asked(Request request) implements StepMatcher<Boolean> {
        @Override
        public Boolean other(PlanStep step) {
            return false;
        }

        @Override
        public Boolean export(BoundaryStep.Export step) {
            return request.wants(step.output());
        }
    }

    /**
     * The plan as text.
     *
     * @return a line for each step
     */
    @Override
    public String toString() {
        return steps.stream().map(step -> step.path() + ": " + step.describe()).collect(Collectors.joining("\n"));
    }
}
