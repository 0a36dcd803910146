package io.metaformer4j.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Steps without weights in which positions or channels meet. */
public sealed interface MixingStep extends PlanStep {

    /**
     * Means over a window, stride 1; positions outside the map are not counted.
     *
     * @param path which operation
     * @param in the map that comes in
     * @param out the means
     * @param kernel side of the window, odd
     * @param subtractsInput whether the input is subtracted from the means
     */
    record Pool(String path, PlanValue in, PlanValue out, int kernel, boolean subtractsInput)
            implements MixingStep, MapStep {
        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.pool(this);
        }
    }

    /**
     * {@code softmax(q k' / sqrt(headDim)) v} for each head; in bfloat16 if that is how queries, keys and values are stored, with scores
     * and sums in float32.
     *
     * @param path which operation
     * @param in queries, keys and values {@code [q | k | v]} of each position, each head-major
     * @param out the values of all heads side by side
     * @param heads number of heads
     * @param headDim channels of a head
     */
    record Attend(String path, PlanValue in, PlanValue out, int heads, int headDim) implements MixingStep, MapStep {
        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.attend(this);
        }
    }

    /**
     * The magnitudes of geometric responses: {@code |cosine|} for the first channels, {@code sqrt(cosine^2 + sine^2 + eps)} for the
     * others.
     *
     * @param path which operation
     * @param cosines responses of all channels
     * @param sines responses of all channels, 0 for those without a sine; empty if none has one
     * @param scalarChannels channels without a sine, which are the first
     * @param out the magnitudes
     */
    record Magnitudes(String path, PlanValue cosines, Optional<PlanValue> sines, int scalarChannels, PlanValue out)
            implements MixingStep {

        @Override
        public List<PlanValue> reads() {
            List<PlanValue> all = new ArrayList<>(List.of(cosines));
            sines.ifPresent(all::add);
            return all;
        }

        @Override
        public List<PlanValue> writes() {
            return List.of(out);
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.magnitude(this);
        }
    }

    /**
     * Several maps side by side.
     *
     * @param path which operation
     * @param parts the maps
     * @param out all their channels
     */
    record Join(String path, List<PlanValue> parts, PlanValue out) implements MixingStep {

        public Join {
            parts = List.copyOf(parts);
        }

        @Override
        public List<PlanValue> reads() {
            return parts;
        }

        @Override
        public List<PlanValue> writes() {
            return List.of(out);
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.join(this);
        }
    }

    /**
     * The mean over all positions.
     *
     * @param path which operation
     * @param in the map that comes in
     * @param out one number for each channel
     */
    record Mean(String path, PlanValue in, PlanValue out) implements MixingStep, MapStep {
        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.mean(this);
        }
    }
}
