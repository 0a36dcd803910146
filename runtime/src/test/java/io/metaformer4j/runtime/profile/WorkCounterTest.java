package io.metaformer4j.runtime.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.profile.ProductFormat;
import io.metaformer4j.engine.profile.StepKind;
import io.metaformer4j.engine.profile.StepWork;
import io.metaformer4j.runtime.frame.LevelSizes;
import io.metaformer4j.runtime.plan.BoundaryStep.Export;
import io.metaformer4j.runtime.plan.BoundaryStep.PictureInput;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.FusedStep;
import io.metaformer4j.runtime.plan.LinearStep.Convolve;
import io.metaformer4j.runtime.plan.LinearStep.Depthwise;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.MixingStep;
import io.metaformer4j.runtime.plan.NormStep;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.runtime.plan.WeightMatrix;
import io.metaformer4j.zoo.architecture.ConvSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Multiply-adds and bytes of steps, counted by hand. */
class WorkCounterTest {

    /** Pictures of 8 rows and 6 columns, and maps of half of each. */
    private static final int POSITIONS = 4 * 3;

    private final PlanValue picture = PlanValue.map("picture", 3, 0);
    private final PlanValue map = PlanValue.map("map", 10, 1);
    private final Convolve convolution =
            new Convolve("stem", picture, map, new ConvSpec(2, 2, 0), numbers(3 * 10 * 4), numbers(10));
    private final WorkCounter counter = new WorkCounter(LevelSizes.of(List.of(convolution), 8, 6), 1);

    private static Coefficients numbers(int count) {
        return Coefficients.repeated(1, count);
    }

    private StepWork count(PlanStep step) {
        return step.accept(counter);
    }

    private static Product product(String path, PlanValue in, PlanValue out) {
        WeightMatrix weight = new WeightMatrix(out.channels(), in.channels(), numbers(out.channels() * in.channels()));
        return Product.plain(path, in, out, weight, Optional.of(numbers(out.channels())));
    }

    private static Map<ProductFormat, Long> floats(long macs) {
        return Map.of(ProductFormat.FLOAT32, macs);
    }

    @Test
    void pictures_are_read_as_they_come_and_results_written_as_floats() {
        StepWork input = count(new PictureInput("picture", picture));
        assertThat(input.kind()).isEqualTo(StepKind.TRANSFER);
        assertThat(input.macs()).isEmpty();
        assertThat(input.mapBytes()).isEqualTo(8 * 6 * 3 * (1 + 4));
        assertThat(count(new Export("out", map, Output.stage(0))).mapBytes()).isEqualTo(POSITIONS * 10 * 4 * 2);
    }

    @Test
    void convolutions_multiply_for_each_position_of_the_result() {
        StepWork dense = count(convolution);
        assertThat(dense.macs()).isEqualTo(floats(POSITIONS * 10 * 3 * 4));
        assertThat(dense.mapBytes()).isEqualTo((8 * 6 * 3 + POSITIONS * 10) * 4);
        assertThat(dense.weightBytes()).isEqualTo((120 + 10) * 4);
    }

    @Test
    void kernels_of_zeros_are_read_and_not_counted() {
        float[] kernels = new float[10 * 9];
        kernels[5 * 9 + 4] = 1;
        kernels[6 * 9] = 2;
        PlanValue out = map.like("out", 10);
        StepWork step =
                count(new Depthwise("dw", map, out, 3, Coefficients.of(kernels), Optional.of(map.like("to", 10))));
        assertThat(step.kind()).isEqualTo(StepKind.DEPTHWISE);
        assertThat(step.macs()).isEqualTo(floats(2 * 9 * POSITIONS));
        assertThat(step.mapBytes()).as("two maps in, one out").isEqualTo(3 * POSITIONS * 10 * 4);
        assertThat(step.weightBytes()).isEqualTo(90 * 4);
    }

    @Test
    void what_stays_between_two_products_is_no_memory() {
        PlanValue hidden = map.like("hidden", 40);
        PlanValue out = map.like("out", 10);
        Product second = product("fc2", hidden, out).withAddend(map);
        StepWork chain = count(new FusedStep.Chain(product("fc1", map, hidden), second));
        assertThat(chain.path()).isEqualTo("fc1");
        assertThat(chain.macs()).isEqualTo(floats(2 * 40 * 10 * POSITIONS));
        assertThat(chain.mapBytes()).as("the map twice, and the sum").isEqualTo(3 * POSITIONS * 10 * 4);
        assertThat(chain.weightBytes()).isEqualTo((2 * 400 + 40 + 10) * 4);
    }

    @Test
    void convolutions_of_fewer_bits_have_smaller_weights() {
        FusedStep.Bytes bytes = new FusedStep.Bytes(numbers(120), numbers(10), 0.1f, 128, true);
        StepWork int8 = count(new FusedStep.NarrowConvolve(Optional.empty(), convolution, Optional.of(bytes)));
        assertThat(int8.kind()).isEqualTo(StepKind.CONVOLUTION);
        assertThat(int8.macs()).isEqualTo(Map.of(ProductFormat.INT8, POSITIONS * 10 * 3 * 4L));
        assertThat(int8.weightBytes()).as("weights, biases, scales").isEqualTo(120 + (10 + 10) * 4);
        StepWork bf16 = count(new FusedStep.NarrowConvolve(Optional.empty(), convolution, Optional.empty()));
        assertThat(bf16.macs()).isEqualTo(Map.of(ProductFormat.BFLOAT16, POSITIONS * 10 * 3 * 4L));
        assertThat(bf16.weightBytes()).isEqualTo(120 * 2 + 10 * 4);
    }

    @Test
    void each_format_is_counted_by_itself() {
        PlanValue hidden = map.like("hidden", 40);
        FusedStep.NarrowLayer bytes = new FusedStep.NarrowLayer(
                product("fc1", map, hidden),
                Optional.of(new FusedStep.Bytes(numbers(400), numbers(40), 0.1f, 128, true)));
        FusedStep.NarrowLayer halves =
                new FusedStep.NarrowLayer(product("fc2", hidden, map.like("out", 10)), Optional.empty());
        NormStep norm = new NormStep.LayerNormalize(
                "norm", map, map.like("n", 10), 1e-5, Optional.of(numbers(10)), Optional.empty());
        StepWork step = count(new FusedStep.Narrowed(Optional.of(norm), bytes, Optional.of(halves)));
        assertThat(step.macs())
                .isEqualTo(Map.of(ProductFormat.INT8, 400L * POSITIONS, ProductFormat.BFLOAT16, 400L * POSITIONS));
        assertThat(step.allMacs()).isEqualTo(800 * POSITIONS);
        assertThat(step.mapBytes()).isEqualTo(2 * POSITIONS * 10 * 4);
        assertThat(step.weightBytes()).isEqualTo(400 + (40 + 40) * 4 + 400 * 2 + 10 * 4 + 10 * 4);
        FusedStep.NarrowLayer widened = new FusedStep.NarrowLayer(
                product("fc1", map, hidden),
                Optional.of(new FusedStep.Bytes(numbers(400), numbers(40), 0.1f, 128, false)));
        assertThat(count(new FusedStep.Narrowed(Optional.empty(), widened, Optional.empty()))
                        .macs())
                .as("bytes that are multiplied as floats")
                .isEqualTo(floats(400L * POSITIONS));
    }

    @Test
    void attention_multiplies_scores_and_values() {
        PlanValue queries = map.like("qkv", 3 * 8);
        StepWork step = count(new MixingStep.Attend("attention", queries, map.like("out", 8), 2, 4));
        assertThat(step.kind()).isEqualTo(StepKind.ATTENTION);
        assertThat(step.macs()).isEqualTo(floats(2L * POSITIONS * POSITIONS * 8));
        assertThat(step.mapBytes()).isEqualTo(POSITIONS * (24 + 8) * 4);
    }

    @Test
    void statistics_are_three_doubles_for_each_row() {
        StepWork step = count(new NormStep.Statistics("norm", map, map.statistics("s")));
        assertThat(step.kind()).isEqualTo(StepKind.NORM);
        assertThat(step.macs()).isEmpty();
        assertThat(step.mapBytes()).isEqualTo(POSITIONS * 10 * 4 + 4 * 3 * 8);
    }
}
