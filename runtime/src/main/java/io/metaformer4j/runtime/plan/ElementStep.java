package io.metaformer4j.runtime.plan;

import java.util.List;
import java.util.Optional;

/** Steps in which every number is changed by itself. */
public sealed interface ElementStep extends PlanStep {

    /**
     * {@code factor * in + shift} with numbers for each channel.
     *
     * @param path which operation
     * @param in what comes in
     * @param out the result
     * @param factor factors of the channels
     * @param shift what is added to the channels, empty for 0
     */
    record Affine(String path, PlanValue in, PlanValue out, Coefficients factor, Optional<Coefficients> shift)
            implements ElementStep, MapStep {
        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.affine(this);
        }
    }

    /**
     * {@code in + factor * branch + shift} with numbers for each channel, in the memory of {@code in}.
     *
     * @param path which operation
     * @param in what is added to
     * @param branch what is added
     * @param out the sum
     * @param factor factors of the channels of the branch, empty for 1
     * @param shift what is added to the channels, empty for 0
     */
    record Add(
            String path,
            PlanValue in,
            PlanValue branch,
            PlanValue out,
            Optional<Coefficients> factor,
            Optional<Coefficients> shift)
            implements ElementStep {

        /** A sum of two values. */
        public static Add plain(String path, PlanValue in, PlanValue branch, PlanValue out) {
            return new Add(path, in, branch, out, Optional.empty(), Optional.empty());
        }

        /** Whether nothing is done but adding. */
        public boolean isPlain() {
            return factor.isEmpty() && shift.isEmpty();
        }

        @Override
        public List<PlanValue> reads() {
            return List.of(in, branch);
        }

        @Override
        public List<PlanValue> writes() {
            return List.of(out);
        }

        @Override
        public Optional<PlanValue> overwrites() {
            return Optional.of(in);
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.add(this);
        }
    }

    /**
     * Adds a trained map.
     *
     * @param path which operation
     * @param in what comes in
     * @param out the sum
     * @param map {@code [height, width, channels]}
     */
    record AddMap(String path, PlanValue in, PlanValue out, Coefficients map) implements ElementStep, MapStep {
        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.addMap(this);
        }
    }

    /**
     * A non-linearity.
     *
     * @param path which operation
     * @param in what comes in
     * @param out the result
     * @param function the non-linearity
     */
    record Activate(String path, PlanValue in, PlanValue out, Nonlinearity function) implements ElementStep, MapStep {
        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.activate(this);
        }
    }
}
