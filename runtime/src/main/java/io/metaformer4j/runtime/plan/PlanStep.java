package io.metaformer4j.runtime.plan;

import java.util.List;
import java.util.Optional;

/** One step of a plan. */
public sealed interface PlanStep
        permits LinearStep, MixingStep, NormStep, ElementStep, BoundaryStep, FusedStep, MapStep {

    /**
     * Which operation of the network this is, or the first of those that it is fused of.
     *
     * @return for instance {@code stages.0.blocks.1.mlp.fc1}
     */
    String path();

    /**
     * What it reads.
     *
     * @return the values, written by steps before
     */
    List<PlanValue> reads();

    /**
     * What it writes.
     *
     * @return the values; none if the result leaves the network
     */
    List<PlanValue> writes();

    /**
     * The value in whose memory the result is put, by adding to it or by changing each of its numbers.
     *
     * @return one of those that it reads and nobody reads later; empty if the result has memory of its own
     */
    default Optional<PlanValue> overwrites() {
        return Optional.empty();
    }

    /** Calls the visitor's method for this kind of step. */
    <R> R accept(StepVisitor<R> visitor);

    /**
     * The step in words.
     *
     * @return one line without the path
     */
    default String describe() {
        return accept(new StepText());
    }
}
