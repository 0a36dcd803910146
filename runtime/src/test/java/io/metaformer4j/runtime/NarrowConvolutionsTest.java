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
import io.metaformer4j.runtime.plan.FusedStep.NarrowConvolve;
import io.metaformer4j.runtime.plan.LinearStep.Convolve;
import io.metaformer4j.runtime.plan.NormStep;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Strided convolutions of fewer bits beside sums of whole numbers, or of doubles, that are written down here. */
class NarrowConvolutionsTest {

    private static final float STEP = 0.03f;
    private static final Output RESULT = Output.activation("result");

    /**
     * A convolution of maps of some size.
     *
     * @param zero the byte that means 0
     */
    record Shape(int height, int width, int inputs, int outputs, ConvSpec window, int zero) {

        PlanValue in() {
            return PlanValue.map("picture", inputs, 0);
        }

        PlanValue out() {
            return PlanValue.map("result", outputs, 1);
        }

        int outHeight() {
            return window.outputSide(height);
        }

        int outWidth() {
            return window.outputSide(width);
        }

        int numbers() {
            return height * width * inputs;
        }

        int sums() {
            return outHeight() * outWidth() * outputs;
        }

        /** Weights of an output. */
        int each() {
            return inputs * window.kernel() * window.kernel();
        }
    }

    static Stream<Shape> shapes() {
        return Stream.of(
                new Shape(17, 23, 3, 16, ConvSpec.STEM, 117),
                new Shape(13, 11, 20, 33, ConvSpec.DOWNSAMPLING, 9),
                new Shape(6, 8, 5, 7, ConvSpec.DOWNSAMPLING, 255),
                new Shape(9, 14, 4, 8, new ConvSpec(5, 3, 2), 0),
                new Shape(8, 7, 6, 5, new ConvSpec(2, 2, 0), 128),
                new Shape(5, 1, 7, 17, new ConvSpec(3, 1, 1), 200));
    }

    /** What a place of a picture adds to a sum. */
    private interface Term {
        double of(int number, int weight);
    }

    /** Sums over the windows, in which places outside of the map add nothing; channels first, as outputs are. */
    private static double[] sums(Shape shape, Term term) {
        int k = shape.window().kernel();
        double[] sums = new double[shape.sums()];
        for (int i = 0; i < sums.length; i++) {
            int n = i / (shape.outHeight() * shape.outWidth());
            int top = i / shape.outWidth() % shape.outHeight() * shape.window().stride()
                    - shape.window().padding();
            int left = i % shape.outWidth() * shape.window().stride()
                    - shape.window().padding();
            for (int j = 0; j < shape.each(); j++) {
                int y = top + j / k % k;
                int x = left + j % k;
                if (y >= 0 && y < shape.height() && x >= 0 && x < shape.width()) {
                    sums[i] += term.of((y * shape.width() + x) * shape.inputs() + j / (k * k), n * shape.each() + j);
                }
            }
        }
        return sums;
    }

    private static float[] run(Shape shape, int threads, List<float[]> pictures, PlanStep... between) {
        List<PlanStep> steps = new ArrayList<>(List.of(new PictureInput("picture", shape.in())));
        steps.addAll(List.of(between));
        steps.add(new Export("result", shape.out(), RESULT));
        ImageBatch batch = ImageBatch.allocate(
                ImageBatch.Layout.FLOAT32_NHWC, pictures.size(), shape.inputs(), shape.height(), shape.width());
        for (int i = 0; i < pictures.size(); i++) {
            batch.putFloats(i, 0, pictures.get(i), 0, shape.numbers());
        }
        float[] result = new float[pictures.size() * shape.sums()];
        try (PlanRunner runner = new PlanRunner(
                new ExecutionPlan(steps), TinyArchitectures.preprocessing(), threads, new PlainKernels())) {
            runner.run(batch, Request.of(RESULT), Map.of(RESULT, result));
        }
        return result;
    }

    /** Weights of whole numbers, of which one has to be the largest for every output. */
    private static Bytes bytes(Shape shape, Random random, float step, boolean multiplied) {
        float[] integers = new float[shape.outputs() * shape.each()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = random.nextInt(255) - 127;
        }
        Coefficients scales = new DrawnWeights(random).numbers(shape.outputs(), 0.001f, 0.002f);
        return new Bytes(Coefficients.of(integers), scales, step, shape.zero(), multiplied);
    }

    private static Convolve convolution(Shape shape, PlanValue in, Random random, Coefficients weight) {
        Coefficients bias = new DrawnWeights(random).numbers(shape.outputs(), -0.5f, 1);
        return new Convolve("convolution", in, shape.out(), shape.window(), weight, bias);
    }

    /** Pictures whose numbers keep away from the halves between two bytes; some lie outside of the range, and become its end. */
    private static List<float[]> pictures(Shape shape, Random random) {
        List<float[]> pictures = new ArrayList<>();
        for (int picture = 0; picture < 3; picture++) {
            float[] values = new float[shape.numbers()];
            for (int i = 0; i < values.length; i++) {
                values[i] = STEP * (random.nextInt(300) - 20 - shape.zero() + 0.8f * (random.nextFloat() - 0.5f));
            }
            pictures.add(values);
        }
        return pictures;
    }

    private static int[] stored(float[] values, int zero) {
        int[] stored = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            stored[i] = (int) Math.max(0, Math.min(255, Math.rint(values[i] / (double) STEP) + zero));
        }
        return stored;
    }

    /**
     * The sums are whole numbers below 2^24, which float32 has: what is left are the roundings of the bias among them, of the sum with
     * it, and of the product with its factor.
     */
    @ParameterizedTest
    @MethodSource("shapes")
    void sums_of_bytes_are_whole_numbers_with_zeros_around_the_map(Shape shape) {
        for (boolean multiplied : new boolean[] {true, false}) {
            if (multiplied && !NarrowSupport.ofProcess().convolutions().bytes()) {
                continue; // they are not exact here, and no network has them
            }
            Random random = new Random(5);
            Bytes bytes = bytes(shape, random, STEP, multiplied);
            float[] integers = bytes.integers().values();
            Convolve convolution =
                    convolution(shape, shape.in(), random, bytes.integers().scaledRows(bytes.scales()));
            List<float[]> pictures = pictures(shape, random);
            NarrowConvolve step = new NarrowConvolve(Optional.empty(), convolution, Optional.of(bytes));
            float[] many = run(shape, 2, pictures, step);
            for (int picture = 0; picture < pictures.size(); picture++) {
                int[] stored = stored(pictures.get(picture), shape.zero());
                double[] sums =
                        sums(shape, (number, weight) -> (stored[number] - shape.zero()) * (double) integers[weight]);
                float[] one = run(shape, 1 + picture, List.of(pictures.get(picture)), step);
                for (int i = 0; i < sums.length; i++) {
                    int n = i / (shape.outHeight() * shape.outWidth());
                    double factor = (double) bytes.scales().values()[n] * STEP;
                    double expected = sums[i] * factor + convolution.bias().values()[n];
                    double largest = 255 * 127.0 * shape.each() * factor + 1;
                    assertThat((double) one[i]).as("%s %d", shape, i).isCloseTo(expected, within(0x1p-22 * largest));
                    assertThat(many[picture * sums.length + i])
                            .as("%s %d", shape, i)
                            .isEqualTo(one[i]);
                }
            }
        }
    }

    private static NormStep rows(Shape shape, PlanValue normed, Random random) {
        return new NormStep.LayerNormalize(
                "rows",
                shape.in(),
                normed,
                1e-6,
                Optional.of(new DrawnWeights(random).numbers(shape.inputs(), 0.5f, 1)),
                Optional.of(new DrawnWeights(random).numbers(shape.inputs(), -0.5f, 1)));
    }

    private static NormStep whole(Shape shape, PlanValue statistics, PlanValue normed, Random random) {
        return new NormStep.Standardize(
                "whole",
                shape.in(),
                statistics,
                normed,
                1e-5,
                new DrawnWeights(random).numbers(shape.inputs(), 0.5f, 1),
                new DrawnWeights(random).numbers(shape.inputs(), -0.5f, 1));
    }

    /**
     * Each byte is at most half a step beside its number, and each number of 8 bits at most a 512th of itself; norms of at most 20 or
     * some thousand numbers stay within 16 of zero.
     */
    @ParameterizedTest
    @MethodSource("shapes")
    void a_norm_before_a_convolution_is_not_seen_in_its_border(Shape given) {
        Shape shape = new Shape(given.height(), given.width(), given.inputs(), given.outputs(), given.window(), 128);
        Random random = new Random(6);
        float step = 32f / 255;
        Bytes bytes = bytes(
                shape, random, step, NarrowSupport.ofProcess().convolutions().bytes());
        Coefficients weight = bytes.integers().scaledRows(bytes.scales());
        PlanValue normed = shape.in().like("normed", shape.inputs());
        PlanValue statistics = shape.in().statistics("statistics");
        PlanStep before = new NormStep.Statistics("statistics", shape.in(), statistics);
        Convolve convolution = convolution(shape, normed, random, weight);
        double[] reach = sums(shape, (number, at) -> Math.abs(weight.values()[at]));
        List<float[]> pictures = pictures(shape, random);
        List<NormStep> norms = List.of(rows(shape, normed, random), whole(shape, statistics, normed, random));
        for (NormStep norm : norms) {
            float[] expected = run(shape, 2, pictures, before, norm, convolution);
            NarrowConvolve narrow = new NarrowConvolve(Optional.of(norm), convolution, Optional.of(bytes));
            float[] actual = run(shape, 2, pictures, before, narrow);
            for (int i = 0; i < actual.length; i++) {
                double most = 0.501 * step * reach[i % reach.length];
                assertThat((double) actual[i]).as("%s %d", shape, i).isCloseTo(expected[i], within(most));
            }
            if (NarrowSupport.ofProcess().convolutions().bfloat16()) {
                float[] halves = run(
                        shape,
                        2,
                        pictures,
                        before,
                        new NarrowConvolve(Optional.of(norm), convolution, Optional.empty()));
                for (int i = 0; i < halves.length; i++) {
                    double most = 16 * reach[i % reach.length] * 0x1p-8;
                    assertThat((double) halves[i]).as("%s %d", shape, i).isCloseTo(expected[i], within(most));
                }
            }
        }
    }

    private static double rounded(double value) {
        int bits = Float.floatToIntBits((float) value);
        int half = 0x7fff + (bits >> 16 & 1); // to the nearest, halves to even
        return Float.intBitsToFloat(bits + half & 0xffff0000);
    }

    /** Sums of some hundred products in float32, each addition of which may lose a 2^24th of what has been added up. */
    @ParameterizedTest
    @MethodSource("shapes")
    void convolutions_of_bfloat16_are_sums_in_float32_of_rounded_operands(Shape shape) {
        assumeTrue(
                NarrowSupport.ofProcess().convolutions().bfloat16(), "the processor has no instructions for bfloat16");
        Random random = new Random(7);
        Coefficients weight = new DrawnWeights(random).numbers(shape.outputs() * shape.each(), -0.5f, 1);
        Convolve convolution = convolution(shape, shape.in(), random, weight);
        List<float[]> pictures = pictures(shape, random);
        float[] many = run(shape, 2, pictures, new NarrowConvolve(Optional.empty(), convolution, Optional.empty()));
        for (int picture = 0; picture < pictures.size(); picture++) {
            float[] values = pictures.get(picture);
            Term product = (number, at) -> rounded(values[number]) * rounded(weight.values()[at]);
            double[] expected = sums(shape, product);
            double[] sizes = sums(shape, (number, at) -> Math.abs(product.of(number, at)));
            for (int i = 0; i < expected.length; i++) {
                double bias = convolution.bias().values()[i / (shape.outHeight() * shape.outWidth())];
                assertThat((double) many[picture * expected.length + i])
                        .as("%s %d", shape, i)
                        .isCloseTo(expected[i] + bias, within(shape.each() * 0x1p-24 * (sizes[i] + 1)));
            }
        }
    }
}
