package io.metaformer4j.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Steps that no operation of a network is by itself: fusions make them. */
public sealed interface FusedStep extends PlanStep {

    /**
     * A whole pooling branch in one pass: {@code out = residual * in + factor * r * (pool(in) - in)}.
     *
     * @param path which operation
     * @param in the map
     * @param statistics those of {@code in}, of which only the inverse deviation {@code r} is used
     * @param epsilon added to the variance
     * @param out the new map
     * @param kernel side of the window, odd
     * @param factor for each channel
     * @param residual for each channel, empty for 1
     * @param outStatistics those of {@code out}, computed in the same pass if anybody wants them
     */
    record PoolMix(
            String path,
            PlanValue in,
            PlanValue statistics,
            double epsilon,
            PlanValue out,
            int kernel,
            Coefficients factor,
            Optional<Coefficients> residual,
            Optional<PlanValue> outStatistics)
            implements FusedStep {

        /** The same that also computes statistics of its result. */
        public PoolMix withStatistics(PlanValue wanted) {
            return new PoolMix(path, in, statistics, epsilon, out, kernel, factor, residual, Optional.of(wanted));
        }

        @Override
        public List<PlanValue> reads() {
            return List.of(in, statistics);
        }

        @Override
        public List<PlanValue> writes() {
            return FusedStep.with(out, outStatistics);
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.poolMix(this);
        }
    }

    /**
     * Adds scaled geometric magnitudes: {@code out = in + factor * magnitude(cosines, sines) + shift}, in the memory of {@code in}.
     *
     * @param path which operation
     * @param in what is added to
     * @param magnitude the magnitudes; its result is not written
     * @param out the sum
     * @param factor for each channel
     * @param shift for each channel, empty for 0
     * @param outStatistics those of {@code out}, computed in the same pass if anybody wants them
     */
    record AddMagnitude(
            String path,
            PlanValue in,
            MixingStep.Magnitudes magnitude,
            PlanValue out,
            Coefficients factor,
            Optional<Coefficients> shift,
            Optional<PlanValue> outStatistics)
            implements FusedStep {

        /** The same that also computes statistics of its result. */
        public AddMagnitude withStatistics(PlanValue wanted) {
            return new AddMagnitude(path, in, magnitude, out, factor, shift, Optional.of(wanted));
        }

        @Override
        public List<PlanValue> reads() {
            List<PlanValue> all = new ArrayList<>(magnitude.reads());
            all.add(in);
            return all;
        }

        @Override
        public List<PlanValue> writes() {
            return FusedStep.with(out, outStatistics);
        }

        @Override
        public Optional<PlanValue> overwrites() {
            return Optional.of(in);
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.addMagnitude(this);
        }
    }

    /**
     * Two linear functions, a few rows at a time, so that what is between them stays in the caches.
     *
     * @param first from the map to the hidden channels
     * @param second from the hidden channels back
     */
    record Chain(LinearStep.Product first, LinearStep.Product second) implements FusedStep {
        @Override
        public String path() {
            return first.path();
        }

        @Override
        public List<PlanValue> reads() {
            List<PlanValue> all = new ArrayList<>(first.reads());
            second.addend().ifPresent(all::add);
            return all;
        }

        @Override
        public List<PlanValue> writes() {
            return List.of(second.out());
        }

        @Override
        public Optional<PlanValue> overwrites() {
            return second.addend();
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.chain(this);
        }
    }

    /**
     * A linear function whose operands have fewer bits than float32, or two of them a few rows at a time; the norm before the first is
     * computed in the pass that rounds its input. Sums, and what is outside of these products, stay in float32.
     *
     * @param norm what is done to the input first: a layer norm, or what is left of a norm of whole maps
     * @param first the linear function
     * @param second the linear function of its result, if that is read by nobody else
     */
    record Narrowed(Optional<NormStep> norm, NarrowLayer first, Optional<NarrowLayer> second) implements FusedStep {

        /** The last linear function. */
        public LinearStep.Product last() {
            return second.orElse(first).product();
        }

        @Override
        public String path() {
            return first.product().path();
        }

        @Override
        public List<PlanValue> reads() {
            List<PlanValue> all = new ArrayList<>(norm.map(PlanStep::reads)
                    .orElseGet(() -> List.of(first.product().in())));
            last().addend().filter(value -> !all.contains(value)).ifPresent(all::add);
            return all;
        }

        @Override
        public List<PlanValue> writes() {
            return List.of(last().out());
        }

        @Override
        public Optional<PlanValue> overwrites() {
            return last().addend();
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.narrowed(this);
        }
    }

    /**
     * A strided convolution whose operands have fewer bits than float32; the norm before it is computed in the pass that rounds its
     * input. Sums stay in float32. Positions outside the map are 0, also where 0 is not the byte 0.
     *
     * @param norm what is done to the input first: a layer norm, or what is left of a norm of whole maps
     * @param convolution the convolution with its weights as float32
     * @param bytes how its operands are stored as bytes; empty for bfloat16
     */
    record NarrowConvolve(Optional<NormStep> norm, LinearStep.Convolve convolution, Optional<Bytes> bytes)
            implements FusedStep {

        /** The same with a norm before it. */
        public NarrowConvolve after(NormStep newNorm) {
            return new NarrowConvolve(Optional.of(newNorm), convolution, bytes);
        }

        @Override
        public String path() {
            return convolution.path();
        }

        @Override
        public List<PlanValue> reads() {
            return norm.map(PlanStep::reads).orElseGet(() -> List.of(convolution.in()));
        }

        @Override
        public List<PlanValue> writes() {
            return List.of(convolution.out());
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.narrowConvolve(this);
        }
    }

    /**
     * A linear function and how its operands are stored.
     *
     * @param product the function with its weights as float32, without a folded norm
     * @param bytes how they are stored as bytes; empty for bfloat16
     */
    record NarrowLayer(LinearStep.Product product, Optional<Bytes> bytes) {}

    /**
     * Bytes: {@code W[n, k] = scales[n] * integers[n, k]}, where {@code k} goes over inputs and positions of a kernel, and inputs {@code
     * x = step * (u - zero)} with {@code 0 <= u <= 255}.
     *
     * @param integers whole numbers from -127 to 127, one for each weight
     * @param scales one for each output; the whole numbers of an output whose scale is 0 do not matter
     * @param step distance of two inputs
     * @param zero the byte that means 0
     * @param multiplied whether bytes are multiplied; if not, the same whole numbers as float32
     */
    record Bytes(Coefficients integers, Coefficients scales, float step, int zero, boolean multiplied) {}

    private static List<PlanValue> with(PlanValue out, Optional<PlanValue> statistics) {
        return statistics.map(value -> List.of(out, value)).orElseGet(() -> List.of(out));
    }
}
