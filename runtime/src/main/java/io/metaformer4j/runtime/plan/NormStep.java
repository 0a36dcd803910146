package io.metaformer4j.runtime.plan;

import java.util.List;
import java.util.Optional;

/** Steps that normalise with the statistics of what they see. */
public sealed interface NormStep extends PlanStep {

    /**
     * Normalisation of the channels of each position.
     *
     * @param path which operation
     * @param in what comes in
     * @param out the result
     * @param epsilon added to the variance
     * @param weight factors of the channels, empty for 1
     * @param bias what is added to the channels, empty for 0
     */
    record LayerNormalize(
            String path,
            PlanValue in,
            PlanValue out,
            double epsilon,
            Optional<Coefficients> weight,
            Optional<Coefficients> bias)
            implements NormStep, MapStep {
        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.layerNormalize(this);
        }
    }

    /**
     * Normalisation of groups of channels over all positions.
     *
     * @param path which operation
     * @param in what comes in
     * @param out the result
     * @param groups number of groups
     * @param epsilon added to the variance
     * @param weight factors of the channels
     * @param bias what is added to the channels, empty for 0
     */
    record GroupNormalize(
            String path,
            PlanValue in,
            PlanValue out,
            int groups,
            double epsilon,
            Coefficients weight,
            Optional<Coefficients> bias)
            implements NormStep, MapStep {
        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.groupNormalize(this);
        }
    }

    /**
     * Number, mean and squared differences of each row of a map, from which the statistics of the whole map follow.
     *
     * @param path which operation
     * @param in the map
     * @param out the statistics
     */
    record Statistics(String path, PlanValue in, PlanValue out) implements NormStep, MapStep {
        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.statistics(this);
        }
    }

    /**
     * {@code (in - mu) * r * weight + bias} with the statistics of the whole map.
     *
     * @param path which operation
     * @param in what comes in
     * @param statistics those of {@code in}
     * @param out the result
     * @param epsilon added to the variance
     * @param weight factors of the channels
     * @param bias what is added to the channels
     */
    record Standardize(
            String path,
            PlanValue in,
            PlanValue statistics,
            PlanValue out,
            double epsilon,
            Coefficients weight,
            Coefficients bias)
            implements NormStep {
        @Override
        public List<PlanValue> reads() {
            return List.of(in, statistics);
        }

        @Override
        public List<PlanValue> writes() {
            return List.of(out);
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.standardize(this);
        }
    }
}
