package io.metaformer4j.runtime.plan;

import io.metaformer4j.engine.Output;
import java.util.List;

/** Steps through which numbers enter and leave. */
public sealed interface BoundaryStep extends PlanStep {

    /**
     * The picture with its values normalised, channels last.
     *
     * @param path what it is called
     * @param out the picture
     */
    record PictureInput(String path, PlanValue out) implements BoundaryStep {
        @Override
        public List<PlanValue> reads() {
            return List.of();
        }

        @Override
        public List<PlanValue> writes() {
            return List.of(out);
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.picture(this);
        }
    }

    /**
     * Hands a value out, channels first, if it is asked for.
     *
     * @param path what it is called
     * @param in the value
     * @param output what it is to the caller
     */
    record Export(String path, PlanValue in, Output output) implements BoundaryStep {
        @Override
        public List<PlanValue> reads() {
            return List.of(in);
        }

        @Override
        public List<PlanValue> writes() {
            return List.of();
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.export(this);
        }
    }
}
