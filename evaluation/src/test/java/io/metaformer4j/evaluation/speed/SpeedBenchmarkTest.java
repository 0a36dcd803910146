package io.metaformer4j.evaluation.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.zoo.MetaFormerException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Times by a clock that the runs themselves turn. */
class SpeedBenchmarkTest {

    private static final WarmUp NONE = new WarmUp(0, 10);
    private static final double MILLI = 1e-3;

    private long now = 17;
    private int looks;

    /** Runs of so many milliseconds each, and then all of one. */
    private Runnable runs(double... millis) {
        Deque<Double> left = new ArrayDeque<>(DoubleStream.of(millis).boxed().toList());
        return () -> now += Math.round((left.isEmpty() ? 1.0 : left.pop()) * 1e6);
    }

    private SpeedBenchmark benchmark() {
        CoreProbe cores = () -> {
            looks++;
            now += 50_000_000;
            return CoreReading.of(10_000, 10_000, 10_000);
        };
        return new SpeedBenchmark(() -> now, cores, new MemoryWatch(Path.of("no-such-folder")));
    }

    @Test
    void percentiles_are_nearest_ranks_of_what_was_measured() {
        SpeedResult result = benchmark().measure(runs(3, 10, 1, 9, 2, 8, 4, 7, 5, 6), 4, NONE, 10);
        Latencies latencies = result.latencies();
        assertThat(latencies.seconds()).hasSize(10).isSorted();
        assertThat(latencies.percentile(50)).isCloseTo(5 * MILLI, within(1e-9));
        assertThat(latencies.median()).isEqualTo(latencies.percentile(50));
        assertThat(latencies.percentile(90)).isCloseTo(9 * MILLI, within(1e-9));
        assertThat(latencies.percentile(99)).isCloseTo(10 * MILLI, within(1e-9));
        assertThat(latencies.percentile(1)).isCloseTo(1 * MILLI, within(1e-9));
        assertThat(latencies.mean()).isCloseTo(5.5 * MILLI, within(1e-9));
        assertThat(result.picturesPerSecond()).isCloseTo(4 / (5.5 * MILLI), within(1e-3));
        assertThat(result.warmUp()).isEqualTo(new WarmUp.Course(0, 0, false));
        assertThat(result.machine().state()).isEqualTo(MachineVerdict.State.STEADY);
    }

    @Test
    void the_cores_are_looked_at_before_and_after_each_quarter_and_in_no_time_that_counts() {
        assertThat(benchmark().measure(runs(), 1, NONE, 8).latencies().percentile(100))
                .isCloseTo(1 * MILLI, within(1e-9));
        assertThat(looks).isEqualTo(6); // two before, which agree
        looks = 0;
        benchmark().measure(runs(), 1, NONE, 1);
        assertThat(looks).isEqualTo(3);
    }

    private MachineVerdict verdict(CoreReading... first) {
        Deque<CoreReading> left = new ArrayDeque<>(List.of(first));
        CoreProbe cores = () -> {
            looks++;
            return left.isEmpty() ? CoreReading.of(10_000, 10_000, 10_000) : left.pop();
        };
        return new SpeedBenchmark(() -> now, cores, new MemoryWatch(Path.of("no-such-folder")))
                .measure(runs(), 1, NONE, 1)
                .machine();
    }

    @Test
    void the_look_before_waits_until_the_loop_is_compiled_and_the_cores_have_rest() {
        CoreReading compiling = CoreReading.of(50_000, 50_000, 50_000);
        CoreReading busy = CoreReading.of(10_000, 10_000, 10_000, 10_000_000);
        assertThat(verdict(compiling, busy, busy).reason()).contains("ran at 100 % of its speed before");
        assertThat(looks)
                .isEqualTo(5); // those three, a quiet one that agrees with the last of them, and one behind the round
    }

    @Test
    void a_machine_that_stays_busy_is_measured_all_the_same() {
        CoreReading[] busy = new CoreReading[CoreProbe.MOST_LOOKS];
        Arrays.fill(busy, CoreReading.of(10_000, 10_000, 10_000, 10_000_000));
        assertThat(verdict(busy).state()).isEqualTo(MachineVerdict.State.BUSY);
        assertThat(looks).isEqualTo(CoreProbe.MOST_LOOKS + 1);
    }

    @Test
    void warm_up_ends_when_the_medians_of_five_agree() {
        Runnable falling = runs(400, 360, 320, 280, 240, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200);
        SpeedResult result = benchmark().measure(falling, 1, new WarmUp(10, 10), 2);
        assertThat(result.warmUp().runs()).isEqualTo(13);
        assertThat(result.warmUp().settled()).isTrue();
        assertThat(result.warmUp().seconds()).isCloseTo(3200 * MILLI, within(1e-9));
        assertThat(result.latencies().median()).isCloseTo(200 * MILLI, within(1e-9));
    }

    @Test
    void warm_up_has_at_least_its_runs_and_at_most_its_time() {
        assertThat(benchmark()
                        .measure(runs(), 1, new WarmUp(4500, 10), 1)
                        .warmUp()
                        .runs())
                .isEqualTo(4500);
        WarmUp.Course slow = benchmark()
                .measure(runs(3000, 3000, 3000, 3000), 1, WarmUp.STANDARD, 1)
                .warmUp();
        assertThat(slow).isEqualTo(new WarmUp.Course(4, 12, false));
    }

    @Test
    void warm_up_of_short_runs_takes_three_seconds_if_it_may() {
        WarmUp.Course quick = benchmark().measure(runs(), 1, WarmUp.STANDARD, 1).warmUp();
        assertThat(quick.runs()).isEqualTo(3000);
        assertThat(quick.settled()).isTrue();
        assertThat(benchmark()
                        .measure(runs(), 1, new WarmUp(10, 0.5), 1)
                        .warmUp()
                        .runs())
                .isEqualTo(500);
    }

    @Test
    void the_rule_of_the_warm_up_is_said() {
        assertThat(WarmUp.STANDARD)
                .hasToString(
                        "at least 10 runs and 3 seconds, until the median of 5 differs from that of the 5 before by at"
                                + " most 5 %, or 10 seconds");
        assertThat(NONE).hasToString("no warm-up");
        assertThatThrownBy(() -> new WarmUp(-1, 10)).isInstanceOf(MetaFormerException.class);
        assertThatThrownBy(() -> new WarmUp(1, Double.NaN)).isInstanceOf(MetaFormerException.class);
    }

    @Test
    void nothing_is_said_of_no_rounds_threads_or_times() {
        assertThatThrownBy(() -> benchmark().measure(runs(), 1, NONE, 0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> SpeedBenchmark.of(0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("0 threads");
        assertThatThrownBy(() -> new Latencies(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Latencies(List.of(1.0)).percentile(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_real_probe_has_seen_every_thread() {
        CoreReading reading = new SpinningCores(2).read();
        assertThat(reading.piece()).isPositive();
        assertThat(reading.spun()).isGreaterThanOrEqualTo(reading.piece());
        assertThat(reading.lost()).isBetween(0.0, reading.spun());
    }
}
