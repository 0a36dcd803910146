package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.runtime.compile.ByteWeights;
import io.metaformer4j.runtime.compile.NetworkTensors;
import io.metaformer4j.runtime.compile.PlanFusions;
import io.metaformer4j.runtime.compile.PlanWriter;
import io.metaformer4j.runtime.compile.StoredPrecision;
import io.metaformer4j.runtime.dnnl.NarrowSupport;
import io.metaformer4j.runtime.exec.PlanRunner;
import io.metaformer4j.runtime.fusion.narrow.HalveAttention;
import io.metaformer4j.runtime.kernel.PlainKernels;
import io.metaformer4j.runtime.plan.BoundaryStep.Export;
import io.metaformer4j.runtime.plan.BoundaryStep.PictureInput;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.runtime.plan.FusedStep.Bytes;
import io.metaformer4j.runtime.plan.FusedStep.NarrowLayer;
import io.metaformer4j.runtime.plan.FusedStep.Narrowed;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.MixingStep.Attend;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attention with operands of bfloat16 beside the same in float32, between products that are rounded in both. */
class NarrowAttentionTest {

    private static final int HEIGHT = 5;
    private static final int WIDTH = 3;
    private static final int TOKENS = HEIGHT * WIDTH;
    private static final int HEADS = 3;
    private static final int DIM = 6;
    private static final int CHANNELS = HEADS * DIM;
    private static final int PICTURES = 3;
    private static final float STEP = 0.05f;
    private static final Output RESULT = Output.activation("result");

    /** By how much rounding to 8 significant bits changes numbers, as a part of themselves, root mean square; at most it is twice that. */
    private static final double ROUNDING = 0x1p-9;

    private final Random random = new Random(5);
    private final DrawnWeights drawn = new DrawnWeights(random);
    private final PlanValue picture = PlanValue.map("picture", CHANNELS, 0);
    private final PlanValue queries = picture.like("queries", 3 * CHANNELS);
    private final PlanValue mixed = picture.like("mixed", CHANNELS);
    private final PlanValue result = picture.like("result", CHANNELS);
    private final PlanStep attend = new Attend("attend", queries, mixed, HEADS, DIM);

    @BeforeEach
    void needs_instructions() {
        assumeTrue(NarrowSupport.ofProcess().products().bfloat16(), "the processor has no instructions for bfloat16");
    }

    private Narrowed halves(PlanValue in, PlanValue out) {
        Product product = drawn.product(in, out, drawn.numbers(in.channels() * out.channels(), -0.4f, 0.8f), 0.2f);
        return new Narrowed(Optional.empty(), new NarrowLayer(product, Optional.empty()), Optional.empty());
    }

    private static float[] run(int pictures, int threads, ExecutionPlan plan, PlanValue out) {
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NHWC, pictures, CHANNELS, HEIGHT, WIDTH);
        Random random = new Random(6);
        for (int i = 0; i < pictures * batch.pictureValues(); i++) {
            float[] value = {(float) random.nextGaussian()};
            batch.putFloats(i / batch.pictureValues(), i % batch.pictureValues(), value, 0, 1);
        }
        float[] values = new float[pictures * TOKENS * out.channels()];
        try (PlanRunner runner = new PlanRunner(plan, TinyArchitectures.preprocessing(), threads, new PlainKernels())) {
            runner.run(batch, Request.of(RESULT), Map.of(RESULT, values));
        }
        return values;
    }

    private ExecutionPlan plan(PlanValue out, PlanStep... between) {
        List<PlanStep> steps = new ArrayList<>(List.of(new PictureInput("picture", picture)));
        steps.addAll(List.of(between));
        steps.add(new Export("result", out, RESULT));
        return new ExecutionPlan(steps);
    }

    private static ExecutionPlan halved(ExecutionPlan plan) {
        ExecutionPlan halved = PlanFusions.fused(plan, List.of(new HalveAttention()));
        assertThat(halved.toString()).contains("bf16: attention");
        return halved;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /**
     * A score changes by two roundings of its operands, and a share, which is at most 1 with all others, by twice that part of itself and
     * a rounding of its own; values are rounded, too.
     */
    private double tolerance(PlanStep before) {
        float[] numbers = run(PICTURES, 1, plan(queries, before), queries);
        double score = DIM * Math.pow(largest(numbers), 2) / Math.sqrt(DIM) * 2 * ROUNDING;
        return largest(numbers) * (2 * score + 2 * ROUNDING);
    }

    private static void assertNear(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).isNotEqualTo(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("%d", i).isCloseTo(expected[i], within(tolerance));
        }
    }

    private static double rounded(double value) {
        int bits = Float.floatToIntBits((float) value);
        int half = 0x7fff + (bits >> 16 & 1); // to the nearest, halves to even
        return Float.intBitsToFloat(bits + half & 0xffff0000);
    }

    /** The value of one channel at one position of a picture, where results lie channels first. */
    private static double at(float[] values, int picture, int channel, int token) {
        return rounded(values[(picture * 3 * CHANNELS + channel) * TOKENS + token]);
    }

    /** Attention in double precision of rounded queries, keys, values and shares. */
    private static double[] attended(float[] numbers) {
        double[] sums = new double[PICTURES * CHANNELS * TOKENS];
        for (int i = 0; i < sums.length; i++) {
            int picture = i / TOKENS / CHANNELS;
            int channel = i / TOKENS % CHANNELS;
            int first = channel / DIM * DIM;
            double[] shares = new double[TOKENS];
            double total = 0;
            for (int token = 0; token < TOKENS; token++) {
                double score = 0;
                for (int d = first; d < first + DIM; d++) {
                    score += at(numbers, picture, d, i % TOKENS) * at(numbers, picture, CHANNELS + d, token);
                }
                shares[token] = Math.exp(score / Math.sqrt(DIM));
                total += shares[token];
            }
            for (int token = 0; token < TOKENS; token++) {
                sums[i] += rounded(shares[token] / total) * at(numbers, picture, 2 * CHANNELS + channel, token);
            }
        }
        return sums;
    }

    /** All but few numbers round alike in float32 and double: those at a half between two of 8 bits do not have to. */
    @Test
    void operands_of_attention_are_rounded_and_what_it_puts_out_is_not() {
        Narrowed before = halves(picture, queries);
        float[] numbers = run(PICTURES, 1, plan(queries, before), queries);
        double[] expected = attended(numbers);
        ExecutionPlan halved = halved(plan(mixed, before, attend));
        float[] actual = run(PICTURES, 2, halved, mixed);
        double largest = largest(numbers);
        double oneRoundedOtherwise = largest * (2 * largest * largest / Math.sqrt(DIM) + 1) * 2 * ROUNDING;
        double differences = 0;
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("%d", i).isCloseTo(expected[i], within(oneRoundedOtherwise));
            differences += Math.abs(actual[i] - expected[i]);
        }
        assertThat(differences / actual.length).isLessThan(oneRoundedOtherwise / 50);
        float[] one = run(1, 3, halved, mixed);
        for (int i = 0; i < one.length; i++) {
            assertThat(one[i]).isEqualTo(actual[i]);
        }
    }

    @Test
    void a_product_of_halves_behind_attention_reads_what_it_puts_out_as_it_is() {
        Narrowed before = halves(picture, queries);
        Narrowed behind = halves(mixed, result);
        ExecutionPlan floats = plan(result, before, attend, behind);
        ExecutionPlan halved = halved(floats);
        assertThat(halved.steps().get(3).reads().get(0).half()).isTrue();
        double most = 0.4 * CHANNELS * (tolerance(before) + 2 * ROUNDING * largest(run(PICTURES, 1, floats, result)));
        assertNear(run(PICTURES, 2, halved, result), run(PICTURES, 2, floats, result), most);
    }

    @Test
    void products_of_bytes_before_and_behind_attention_write_halves_and_read_floats() {
        assumeTrue(NarrowSupport.ofProcess().products().bytes(), "products of bytes are not exact here");
        Narrowed before = bytes(picture, queries);
        Narrowed behind = bytes(mixed, result);
        ExecutionPlan floats = plan(result, before, attend, behind);
        ExecutionPlan halved = halved(floats);
        assertThat(halved.steps().get(3).reads().get(0).half()).isFalse();
        // what comes in behind is rounded to bytes in both, at most one step apart from where the tolerance leads
        double most = 0.4 * CHANNELS * (tolerance(before) + STEP);
        assertNear(run(PICTURES, 2, halved, result), run(PICTURES, 2, floats, result), most);
    }

    private Narrowed bytes(PlanValue in, PlanValue out) {
        float[] integers = new float[in.channels() * out.channels()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = random.nextInt(255) - 127;
        }
        Coefficients scales = Coefficients.repeated(0.4f / 127, out.channels());
        Product product = drawn.product(in, out, Coefficients.of(integers).scaledRows(scales), 0.2f);
        Bytes bytes = new Bytes(Coefficients.of(integers), scales, STEP, 128, true);
        return new Narrowed(Optional.empty(), new NarrowLayer(product, Optional.of(bytes)), Optional.empty());
    }

    @Test
    void whole_numbers_that_are_multiplied_as_float32_leave_attention_as_it_is() {
        Narrowed before = bytes(picture, queries);
        Bytes bytes = before.first().bytes().orElseThrow();
        Bytes wide = new Bytes(bytes.integers(), bytes.scales(), STEP, 128, false);
        NarrowLayer layer = new NarrowLayer(before.first().product(), Optional.of(wide));
        ExecutionPlan floats = plan(mixed, new Narrowed(Optional.empty(), layer, Optional.empty()), attend);
        assertThat(PlanFusions.fused(floats, List.of(new HalveAttention()))).isEqualTo(floats);
    }

    @Test
    void every_attention_of_a_network_in_bfloat16_has_halves() {
        Architecture architecture = TinyArchitectures.caformer();
        NetworkTensors tensors = NetworkTensors.of(architecture, VariedWeights.of(architecture, 7));
        ExecutionPlan unfused = PlanWriter.write(architecture, tensors);
        ExecutionPlan plan = PlanFusions.fused(
                unfused,
                PlanFusions.all(new StoredPrecision(
                        new ByteWeights(Map.of()), /* bfloat16= */ true, NarrowSupport.ofProcess())));
        assertThat(plan.toString().lines().filter(line -> line.contains("attention of")))
                .hasSize(3)
                .allMatch(line -> line.contains("bf16: attention"));
        assertThat(unfused.toString().lines().filter(line -> line.contains("attention of")))
                .hasSize(3)
                .noneMatch(line -> line.contains("bf16"));
    }
}
