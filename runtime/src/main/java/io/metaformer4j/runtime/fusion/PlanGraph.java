package io.metaformer4j.runtime.fusion;

import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who writes and who reads the values of a plan. */
public final class PlanGraph {

    private final List<PlanStep> steps;
    private final Map<PlanValue, PlanStep> writers = new HashMap<>();
    private final Map<PlanValue, List<PlanStep>> readers = new HashMap<>();
    private final IdentityHashMap<PlanStep, Integer> positions = new IdentityHashMap<>();

    private PlanGraph(List<PlanStep> steps) {
        this.steps = steps;
        for (PlanStep step : steps) {
            positions.put(step, positions.size());
            step.writes().forEach(value -> writers.put(value, step));
            step.reads().forEach(value -> readers.computeIfAbsent(value, key -> new ArrayList<>())
                    .add(step));
        }
    }

    /**
     * Rewrites a plan until there is nothing left to do.
     *
     * @param steps the plan
     * @param fusion what to do
     * @return the new steps
     */
    public static List<PlanStep> rewritten(List<PlanStep> steps, PlanFusion fusion) {
        List<PlanStep> current = steps;
        Optional<Rewrite> next = new PlanGraph(current).next(fusion);
        while (next.isPresent()) {
            current = next.get().applied(current);
            next = new PlanGraph(current).next(fusion);
        }
        return current;
    }

    private Optional<Rewrite> next(PlanFusion fusion) {
        return steps.stream()
                .map(step -> fusion.match(step, this))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * The step that writes a value, if it is of a kind and nobody but one step reads the value.
     *
     * @param value the value
     * @param reader the only step that may read it
     * @param kind one of {@link StepKinds}
     * @return the step
     */
    public <S extends PlanStep> Optional<S> soleSource(PlanValue value, PlanStep reader, StepKinds.Kind<S> kind) {
        return isOnlyReader(value, reader) ? source(value, kind) : Optional.empty();
    }

    /**
     * The step that writes a value, if it is of a kind.
     *
     * @param value the value
     * @param kind one of {@link StepKinds}
     * @return the step
     */
    public <S extends PlanStep> Optional<S> source(PlanValue value, StepKinds.Kind<S> kind) {
        return writers.get(value).accept(kind);
    }

    /**
     * The only step that reads a value, if it is of a kind.
     *
     * @param value the value
     * @param kind one of {@link StepKinds}
     * @return the step
     */
    public <S extends PlanStep> Optional<S> soleReader(PlanValue value, StepKinds.Kind<S> kind) {
        List<PlanStep> all = readers.getOrDefault(value, List.of());
        return all.size() == 1 ? all.get(0).accept(kind) : Optional.empty();
    }

    /** Whether a step and nobody else reads a value, and only once. */
    public boolean isOnlyReader(PlanValue value, PlanStep step) {
        List<PlanStep> all = readers.getOrDefault(value, List.of());
        return all.size() == 1 && all.get(0) == step;
    }

    /** Whether a value is written before a step runs. */
    public boolean isThereBefore(PlanValue value, PlanStep step) {
        return positions.get(writers.get(value)) < positions.get(step);
    }

    /** Whether a step can wait until another one runs: in the meantime nothing is overwritten. */
    public boolean canWait(PlanStep step, PlanStep other) {
        return steps.subList(positions.get(step) + 1, positions.get(other)).stream()
                .allMatch(between -> between.overwrites().isEmpty());
    }

    /** Whether a step follows another one immediately. */
    public boolean follows(PlanStep step, PlanStep other) {
        return positions.get(step) == positions.get(other) + 1;
    }

    /** Whether nobody reads a value after a step but one other step. */
    public boolean isLastButFor(PlanValue value, PlanStep step, PlanStep other) {
        return readers.getOrDefault(value, List.of()).stream()
                .allMatch(reader -> reader == other || positions.get(reader) < positions.get(step));
    }
}
