package io.metaformer4j.evaluation.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.profile.MachineRates;
import io.metaformer4j.engine.profile.PassTimes;
import io.metaformer4j.engine.profile.ProductFormat;
import io.metaformer4j.engine.profile.Profiler;
import io.metaformer4j.engine.profile.StepKind;
import io.metaformer4j.engine.profile.StepTime;
import io.metaformer4j.engine.profile.StepWork;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A profile of times that are given, for a batch of two pictures. */
class ProfileBenchmarkTest {

    private static final double EXACT = 1e-12;
    private static final WarmUp NONE = new WarmUp(0, 10);

    /** Of the multiply-adds a second, bytes a second among maps, and among weights. */
    private static final MachineRates RATES =
            new MachineRates(Map.of(ProductFormat.FLOAT32, 1000.0, ProductFormat.INT8, 4000.0), 100, 50);

    private static final List<StepWork> WORK = List.of(
            new StepWork("picture", "in", StepKind.TRANSFER, Map.of(), 50, 0),
            new StepWork("stem.conv", "conv", StepKind.CONVOLUTION, Map.of(ProductFormat.FLOAT32, 1500L), 25, 50),
            new StepWork("stages.0.blocks.0.norm1", "statistics", StepKind.NORM, Map.of(), 100, 0),
            new StepWork(
                    "stages.0.blocks.0.mlp.fc1",
                    "product",
                    StepKind.PRODUCT,
                    Map.of(ProductFormat.FLOAT32, 500L, ProductFormat.INT8, 8000L),
                    50,
                    50));

    /** Hands out passes one after the other, and the last again and again. */
    private static final class Given implements Profiler {
        private final Deque<PassTimes> passes;
        private final Deque<MachineRates> rates = new ArrayDeque<>();

        Given(PassTimes... passes) {
            this.passes = new ArrayDeque<>(List.of(passes));
        }

        @Override
        public List<StepWork> work(ImageBatch images) {
            return WORK;
        }

        @Override
        public PassTimes run(ImageBatch images) {
            return passes.size() > 1 ? passes.pop() : passes.peek();
        }

        @Override
        public MachineRates rates(ImageBatch images) {
            return rates.isEmpty() ? RATES : rates.pop();
        }
    }

    private static PassTimes pass(double outside, double... seconds) {
        List<StepTime> steps = new ArrayList<>();
        double sum = outside;
        for (double each : seconds) {
            steps.add(new StepTime(each, each / 4));
            sum += each;
        }
        return new PassTimes(sum, steps);
    }

    private static NetworkProfile profile(Given given, int rounds) {
        CoreProbe cores = () -> CoreReading.of(10_000, 10_000, 10_000);
        ImageBatch two = ImageBatch.allocate(ImageBatch.Layout.UINT8_NHWC, 2, 4, 4);
        return new ProfileBenchmark(System::nanoTime, cores).measure(given, two, NONE, rounds);
    }

    @Test
    void a_step_is_bound_by_the_rate_by_which_it_would_take_longer() {
        NetworkProfile profile = profile(new Given(pass(1, 2, 4, 0.5, 10)), 3);
        ProfilePart stem = profile.steps().get(1);
        assertThat(stem.macs()).isEqualTo(2 * 1500);
        assertThat(stem.bytes()).as("maps of both pictures, weights once").isEqualTo(2 * 25 + 50);
        assertThat(stem.bounds().products()).isCloseTo(3, within(EXACT));
        assertThat(stem.bounds().memory()).isCloseTo(0.5 + 1, within(EXACT));
        assertThat(stem.limit()).isEqualTo(ProfilePart.Limit.PRODUCTS);
        assertThat(stem.productShare()).isCloseTo(0.75, within(EXACT));
        assertThat(stem.memoryShare()).isCloseTo(0.375, within(EXACT));
        assertThat(stem.gigaflops()).isCloseTo(2 * 3000 / 4.0 / 1e9, within(EXACT));
        assertThat(stem.time().waiting()).isCloseTo(1, within(EXACT));
        ProfilePart product = profile.steps().get(3);
        assertThat(product.bounds().products())
                .as("each format at its own rate")
                .isCloseTo(2 * (0.5 + 2), within(EXACT));
        assertThat(profile.steps().get(0).limit()).isEqualTo(ProfilePart.Limit.MEMORY);
    }

    @Test
    void a_step_faster_than_a_copy_is_no_credit_for_others() {
        NetworkProfile profile = profile(new Given(pass(1, 2, 4, 0.5, 10)), 3);
        ProfilePart norm = profile.steps().get(2);
        assertThat(norm.bounds().memory()).isCloseTo(2, within(EXACT));
        assertThat(norm.memoryShare()).isCloseTo(4, within(EXACT));
        assertThat(norm.bounds().least()).isCloseTo(0.5, within(EXACT));
        assertThat(norm.nearness()).isCloseTo(1, within(EXACT));
    }

    @Test
    void the_whole_is_the_least_times_over_all_that_a_pass_takes() {
        NetworkProfile profile = profile(new Given(pass(1, 2, 4, 0.5, 10)), 3);
        assertThat(profile.allSteps().bounds().least()).isCloseTo(1 + 3 + 0.5 + 5, within(EXACT));
        assertThat(profile.allSteps().time().seconds()).isCloseTo(16.5, within(EXACT));
        assertThat(profile.outside()).isCloseTo(1, within(EXACT));
        assertThat(profile.nearness()).isCloseTo(9.5 / 17.5, within(EXACT));
        assertThat(profile.machine().state()).isEqualTo(MachineVerdict.State.STEADY);
    }

    @Test
    void sums_go_by_kind_and_by_stage() {
        NetworkProfile profile = profile(new Given(pass(0, 2, 4, 0.5, 10)), 1);
        assertThat(profile.byKind())
                .extracting(ProfilePart::name)
                .containsExactly("convolutions", "1x1 products", "norms", "input and output");
        assertThat(profile.byStage())
                .extracting(ProfilePart::name)
                .containsExactly("input and output", "stem", "stages.0");
        ProfilePart stage = profile.byStage().get(2);
        assertThat(stage.steps()).isEqualTo(2);
        assertThat(stage.macs()).isEqualTo(2 * 8500);
        assertThat(stage.bytes()).isEqualTo(200 + 150);
        assertThat(stage.time()).isEqualTo(new StepTime(10.5, 2.625));
        assertThat(stage.nearness()).isCloseTo(5.5 / 10.5, within(EXACT));
    }

    @Test
    void figures_are_medians_of_rounds_and_of_readings() {
        Given given = new Given(pass(3, 1, 1, 1, 1), pass(1, 9, 3, 2, 7), pass(2, 5, 2, 3, 9));
        given.rates.add(new MachineRates(Map.of(ProductFormat.FLOAT32, 1.0, ProductFormat.INT8, 2.0), 3, 4));
        NetworkProfile profile = profile(given, 3);
        assertThat(profile.steps()).extracting(step -> step.time().seconds()).containsExactly(5.0, 2.0, 2.0, 7.0);
        assertThat(profile.outside()).isCloseTo(2, within(EXACT));
        assertThat(profile.passes().seconds()).containsExactly(7.0, 21.0, 22.0);
        assertThat(profile.rates()).as("of four readings").isEqualTo(RATES);
    }

    @Test
    void nothing_is_said_of_no_rounds_or_of_no_rates() {
        assertThatThrownBy(() -> profile(new Given(pass(1, 1, 1, 1, 1)), 0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new MachineRates(Map.of(ProductFormat.FLOAT32, 0.0), 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not all positive");
        assertThat(new ProfilePart("x", 1, new StepTime(0, 0), 1, 1, new ProfilePart.Bounds(1, 1, 0)).nearness())
                .isZero();
    }
}
