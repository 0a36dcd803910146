package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.runtime.dnnl.NarrowSupport;
import io.metaformer4j.runtime.exec.PlanRunner;
import io.metaformer4j.runtime.kernel.PlainKernels;
import io.metaformer4j.runtime.plan.BoundaryStep.Export;
import io.metaformer4j.runtime.plan.BoundaryStep.PictureInput;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.runtime.plan.FusedStep.Bytes;
import io.metaformer4j.runtime.plan.FusedStep.NarrowLayer;
import io.metaformer4j.runtime.plan.FusedStep.Narrowed;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.Nonlinearity;
import io.metaformer4j.runtime.plan.NormStep;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products of fewer bits beside the same sums in double precision, of operands that are rounded here. Inputs keep away from the halves
 * between two stored numbers, so that both round alike.
 */
class NarrowProductsTest {

    private static final int SIDE = 6;
    private static final int INPUTS = 20;
    private static final int HIDDEN = 40;
    private static final float STEP = 0.03f;
    private static final int ZERO = 117;
    private static final float HIDDEN_STEP = 0.02f;
    private static final int HIDDEN_ZERO = 9;
    private static final Output RESULT = Output.activation("result");

    private final Random random = new Random(5);
    private final DrawnWeights drawn = new DrawnWeights(random);
    private final PlanValue picture = PlanValue.map("picture", INPUTS, 0);
    private final PlanValue hidden = picture.like("hidden", HIDDEN);
    private final PlanValue result = picture.like("result", INPUTS);
    private final float[] pixels = pixels();

    private float[] pixels() {
        float[] values = new float[SIDE * SIDE * INPUTS];
        for (int i = 0; i < values.length; i++) {
            // some lie outside of the range, where they become its end
            values[i] = STEP * (random.nextInt(300) - 150 + 0.8f * (random.nextFloat() - 0.5f));
        }
        return values;
    }

    private float[] run(int threads, PlanStep... between) {
        List<PlanStep> steps = new ArrayList<>(List.of(new PictureInput("picture", picture)));
        steps.addAll(List.of(between));
        steps.add(new Export("result", result, RESULT));
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NHWC, 1, INPUTS, SIDE, SIDE);
        batch.putFloats(0, 0, pixels, 0, pixels.length);
        float[] first = new float[pixels.length];
        try (PlanRunner runner = new PlanRunner(
                new ExecutionPlan(steps), TinyArchitectures.preprocessing(), threads, new PlainKernels())) {
            runner.run(batch, Request.of(RESULT), Map.of(RESULT, first));
        }
        float[] last = new float[first.length];
        for (int i = 0; i < first.length; i++) {
            last[i % (SIDE * SIDE) * INPUTS + i / (SIDE * SIDE)] = first[i];
        }
        return last;
    }

    private Bytes bytes(int outputs, int inputs, float step, int zero, boolean multiplied) {
        float[] integers = new float[outputs * inputs];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = random.nextInt(255) - 127;
        }
        return new Bytes(Coefficients.of(integers), drawn.numbers(outputs, 0.001f, 0.002f), step, zero, multiplied);
    }

    private static double[] stored(double[] values, float step, int zero) {
        double[] stored = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            stored[i] = (Math.max(0, Math.min(255, Math.rint(values[i] / step) + zero)) - zero) * step;
        }
        return stored;
    }

    private static double[] doubles(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    /** {@code x W^T + bias}, row by row. */
    private static double[] linear(double[] values, Product product, Coefficients weights) {
        int inputs = product.weight().inputs();
        int outputs = product.weight().outputs();
        double[] sums = new double[values.length / inputs * outputs];
        for (int i = 0; i < sums.length; i++) {
            int n = i % outputs;
            double sum = product.bias().isPresent() ? product.bias().get().values()[n] : 0;
            for (int k = 0; k < inputs; k++) {
                sum += values[i / outputs * inputs + k] * weights.values()[n * inputs + k];
            }
            sums[i] = sum;
        }
        return sums;
    }

    private static Coefficients weights(Bytes bytes) {
        return bytes.integers().scaledRows(bytes.scales());
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** Whole numbers are exact; what is left are a few roundings of float32 of sums that are larger than the result. */
    private static void assertNear(float[] actual, double[] expected, double more) {
        assertThat(doubles(actual)).containsExactly(expected, within(1e-5 * largest(expected) + more));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_product_of_bytes_is_that_of_the_numbers_they_stand_for(boolean multiplied) {
        assumeTrue(!multiplied || NarrowSupport.ofProcess().products().bytes(), "products of bytes are not exact here");
        Bytes bytes = bytes(INPUTS, INPUTS, STEP, ZERO, multiplied);
        Product product = drawn.product(picture, result, weights(bytes), 1);
        double[] inputs = doubles(pixels);
        double[] expected = linear(stored(inputs, STEP, ZERO), product, weights(bytes));
        NarrowLayer layer = new NarrowLayer(product, Optional.of(bytes));
        for (int threads = 1; threads <= 3; threads++) {
            assertNear(run(threads, new Narrowed(Optional.empty(), layer, Optional.empty())), expected, 0);
        }
        NarrowLayer added = new NarrowLayer(product.withAddend(picture), Optional.of(bytes));
        for (int i = 0; i < expected.length; i++) {
            expected[i] += inputs[i];
        }
        assertNear(run(2, new Narrowed(Optional.empty(), added, Optional.empty())), expected, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void between_two_products_of_bytes_are_bytes(boolean multiplied) {
        assumeTrue(!multiplied || NarrowSupport.ofProcess().products().bytes(), "products of bytes are not exact here");
        Bytes first = bytes(HIDDEN, INPUTS, STEP, ZERO, multiplied);
        Bytes second = bytes(INPUTS, HIDDEN, HIDDEN_STEP, HIDDEN_ZERO, multiplied);
        Nonlinearity star = Nonlinearity.star(0.8f, -0.1f);
        Product start = drawn.product(picture, hidden, weights(first), 1);
        Product end = drawn.product(hidden, result, weights(second), 1);
        double[] between = linear(stored(doubles(pixels), STEP, ZERO), start, weights(first));
        for (int i = 0; i < between.length; i++) {
            between[i] = star.scale() * Math.pow(Math.max(0, between[i]), 2) + star.bias();
        }
        double[] expected = linear(stored(between, HIDDEN_STEP, HIDDEN_ZERO), end, weights(second));
        // float32 and double may round one hidden number of a position differently, if it lies at a half
        double tie = HIDDEN_STEP * 127 * 0.003;
        assertNear(
                run(
                        2,
                        new Narrowed(
                                Optional.empty(),
                                new NarrowLayer(start.withActivation(star), Optional.of(first)),
                                Optional.of(new NarrowLayer(end, Optional.of(second))))),
                expected,
                tie);
    }

    @Test
    void an_output_whose_scale_is_zero_has_its_bias_alone() {
        Bytes some = bytes(INPUTS, INPUTS, STEP, ZERO, false);
        Bytes none = new Bytes(some.integers(), Coefficients.repeated(0, INPUTS), STEP, ZERO, false);
        Product product = drawn.product(picture, result, weights(none), 1);
        NarrowLayer layer = new NarrowLayer(product, Optional.of(none));
        float[] actual = run(1, new Narrowed(Optional.empty(), layer, Optional.empty()));
        assertThat(actual).startsWith(product.bias().orElseThrow().values());
    }

    @Test
    void norms_before_products_are_computed_before_rounding() {
        Coefficients weight = drawn.numbers(INPUTS, 0.5f, 1);
        Coefficients bias = drawn.numbers(INPUTS, -0.5f, 1);
        PlanValue normed = picture.like("normed", INPUTS);
        PlanValue statistics = picture.statistics("statistics");
        NormStep rows =
                new NormStep.LayerNormalize("rows", picture, normed, 1e-6, Optional.of(weight), Optional.of(bias));
        NormStep whole = new NormStep.Standardize("whole", picture, statistics, normed, 1e-5, weight, bias);
        PlanStep before = new NormStep.Statistics("statistics", picture, statistics);
        boolean multiplied = NarrowSupport.ofProcess().products().bytes();
        Bytes bytes = bytes(INPUTS, INPUTS, STEP, ZERO, multiplied);
        NarrowLayer layer = new NarrowLayer(drawn.product(normed, result, weights(bytes), 1), Optional.of(bytes));
        // as many values as lie at a half by float32 and not by another order of its sums: of 720 hardly one
        double tie = STEP * 127 * 0.003;
        for (NormStep norm : List.of(rows, whole)) {
            float[] together = run(2, before, new Narrowed(Optional.of(norm), layer, Optional.empty()));
            float[] apart = run(1, before, norm, new Narrowed(Optional.empty(), layer, Optional.empty()));
            assertNear(together, doubles(apart), tie);
        }
    }

    private static double rounded(double value) {
        int bits = Float.floatToIntBits((float) value);
        int half = 0x7fff + (bits >> 16 & 1); // to the nearest, halves to even
        return Float.intBitsToFloat(bits + half & 0xffff0000);
    }

    @Test
    void products_of_bfloat16_are_sums_in_float32_of_rounded_operands() {
        assumeTrue(NarrowSupport.ofProcess().products().bfloat16(), "the processor has no instructions for bfloat16");
        Coefficients weights = drawn.numbers(HIDDEN * INPUTS, -0.5f, 1);
        Coefficients more = drawn.numbers(INPUTS * HIDDEN, -0.5f, 1);
        Product start = drawn.product(picture, hidden, weights, 1).withActivation(Nonlinearity.of(Activation.RELU));
        Product end = drawn.product(hidden, result, more, 1);
        float[] first = weights.values().clone();
        float[] second = more.values().clone();
        for (int i = 0; i < first.length; i++) {
            first[i] = (float) rounded(first[i]);
            second[i] = (float) rounded(second[i]);
        }
        double[] inputs = doubles(pixels);
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = rounded(inputs[i]);
        }
        double[] between = linear(inputs, start, Coefficients.of(first));
        for (int i = 0; i < between.length; i++) {
            between[i] = rounded(Math.max(0, between[i]));
        }
        double[] expected = linear(between, end, Coefficients.of(second));
        // one hidden number of a position at a half: its last bit, times the largest weight
        double tie = largest(between) * 0x1p-7 * 0.5;
        assertNear(
                run(
                        2,
                        new Narrowed(
                                Optional.empty(),
                                new NarrowLayer(start, Optional.empty()),
                                Optional.of(new NarrowLayer(end, Optional.empty())))),
                expected,
                tie);
    }
}
