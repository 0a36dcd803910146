package io.metaformer4j.runtime.plan;

import io.metaformer4j.zoo.architecture.ConvSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Steps that multiply by trained or fixed weights. */
public sealed interface LinearStep extends PlanStep {

    /**
     * A strided convolution.
     *
     * @param path which operation
     * @param in the map that comes in
     * @param out the smaller map
     * @param window kernel, stride and padding
     * @param weight {@code [outputs, inputs, k, k]}
     * @param bias {@code [outputs]}
     */
    record Convolve(String path, PlanValue in, PlanValue out, ConvSpec window, Coefficients weight, Coefficients bias)
            implements LinearStep, MapStep {
        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.convolve(this);
        }
    }

    /**
     * A convolution in which every channel has a kernel of its own; zeros around the map, which keeps its size.
     *
     * @param path which operation
     * @param in the map that comes in
     * @param out the result, with as many channels
     * @param kernel side of the kernels, odd
     * @param weight {@code [channels, k, k]}
     * @param addend what the result is added to, in its memory
     */
    record Depthwise(
            String path, PlanValue in, PlanValue out, int kernel, Coefficients weight, Optional<PlanValue> addend)
            implements LinearStep {
        @Override
        public List<PlanValue> reads() {
            return withAddend(in, addend);
        }

        @Override
        public List<PlanValue> writes() {
            return List.of(out);
        }

        @Override
        public Optional<PlanValue> overwrites() {
            return addend;
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.depthwise(this);
        }
    }

    /**
     * A linear function of the channels of each position, with what is done to the result before it is written:
     * {@code out = [addend +] activation([r *] (W in + bias))}.
     *
     * @param path which operation
     * @param in what comes in
     * @param out the result
     * @param weight {@code W}
     * @param bias added first, if there is one
     * @param fold the norm of the input, if it is computed here
     * @param activation what the sum goes through
     * @param addend what the result is added to, in its memory
     */
    record Product(
            String path,
            PlanValue in,
            PlanValue out,
            WeightMatrix weight,
            Optional<Coefficients> bias,
            Optional<NormFold> fold,
            Optional<Nonlinearity> activation,
            Optional<PlanValue> addend)
            implements LinearStep {

        /** A linear function with nothing behind it. */
        public static Product plain(
                String path, PlanValue in, PlanValue out, WeightMatrix weight, Optional<Coefficients> bias) {
            return new Product(path, in, out, weight, bias, Optional.empty(), Optional.empty(), Optional.empty());
        }

        /** The same with other weights. */
        public Product withWeight(WeightMatrix newWeight, Optional<Coefficients> newBias) {
            return new Product(path, in, out, newWeight, newBias, fold, activation, addend);
        }

        /** The same from another input to another output. */
        public Product between(PlanValue newIn, PlanValue newOut) {
            return new Product(path, newIn, newOut, weight, bias, fold, activation, addend);
        }

        /** The same with a norm of the input inside. */
        public Product withFold(NormFold newFold) {
            return new Product(path, in, out, weight, bias, Optional.of(newFold), activation, addend);
        }

        /** The same with an activation. */
        public Product withActivation(Nonlinearity newActivation) {
            return new Product(path, in, out, weight, bias, fold, Optional.of(newActivation), addend);
        }

        /** The same added to something. */
        public Product withAddend(PlanValue newAddend) {
            return new Product(path, in, out, weight, bias, fold, activation, Optional.of(newAddend));
        }

        /** Whether nothing is done to the result. */
        public boolean isPlain() {
            return fold.isEmpty() && activation.isEmpty() && addend.isEmpty();
        }

        @Override
        public List<PlanValue> reads() {
            List<PlanValue> all = new ArrayList<>(LinearStep.withAddend(in, addend));
            fold.ifPresent(norm -> all.add(norm.statistics()));
            return all;
        }

        @Override
        public List<PlanValue> writes() {
            return List.of(out);
        }

        @Override
        public Optional<PlanValue> overwrites() {
            return addend;
        }

        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.product(this);
        }
    }

    /**
     * A one-group norm inside a linear function: with {@code W' = W diag(w)}, {@code beta = bias + W b} and
     * {@code omega = W w}, {@code W norm(x) + bias = r (W' x + beta / r - mu omega)}, where {@code mu} and {@code r} are the mean
     * and the inverse deviation of the picture's map. The function's weight is {@code W'} and its bias {@code beta}.
     *
     * @param statistics those of the map
     * @param epsilon added to the variance
     * @param omega {@code W w}
     */
    record NormFold(PlanValue statistics, double epsilon, Coefficients omega) {}

    /**
     * {@code out[m] = sum_n M[m, n] in[n]} over the positions.
     *
     * @param path which operation
     * @param in the map that comes in
     * @param out the mixed map
     * @param matrix {@code M [tokens, tokens]}
     * @param tokens number of positions
     */
    record MixTokens(String path, PlanValue in, PlanValue out, Coefficients matrix, int tokens)
            implements LinearStep, MapStep {
        @Override
        public <R> R accept(StepVisitor<R> visitor) {
            return visitor.mixTokens(this);
        }
    }

    private static List<PlanValue> withAddend(PlanValue in, Optional<PlanValue> addend) {
        return addend.map(value -> List.of(in, value)).orElseGet(() -> List.of(in));
    }
}
