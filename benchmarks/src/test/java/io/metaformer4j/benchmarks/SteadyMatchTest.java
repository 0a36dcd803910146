package io.metaformer4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.benchmarks.engines.Disturbances;
import io.metaformer4j.benchmarks.engines.IdleProcesses;
import io.metaformer4j.benchmarks.engines.Steadiness;
import io.metaformer4j.evaluation.speed.CoreReading;
import io.metaformer4j.evaluation.speed.MachineVerdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds in which the machine was disturbed do not count. */
class SteadyMatchTest {

    private static final CoreReading QUIET = new CoreReading(0.06, 0, 0, 1e-5);
    private static final CoreReading BUSY = new CoreReading(0.06, 0.02, 0.01, 1e-5);
    private static final CoreReading SLOW = new CoreReading(0.06, 0, 0, 2e-5);

    private static final IdleProcesses AT_ONCE = new IdleProcesses(Duration.ZERO, Duration.ZERO);

    private final AtomicInteger clock = new AtomicInteger();

    /** Looks that see what is given, and then quiet cores. */
    private static Steadiness steadiness(CoreReading... later) {
        Deque<CoreReading> looks = new ArrayDeque<>(List.of(BUSY, QUIET, SLOW, QUIET, QUIET));
        looks.addAll(List.of(later));
        return new Steadiness(() -> looks.isEmpty() ? QUIET : looks.pop());
    }

    /** Each turn takes as many seconds as turns were taken. */
    private Match match() {
        Contestant ours = Contestant.ours("ours", () -> new double[] {clock.incrementAndGet()});
        Contestant peer = new Contestant(
                "peer", Contestant.Side.PEER, ProcessHandle.current(), () -> new double[] {clock.incrementAndGet()});
        return new Match("clock", Unit.SECONDS, Target.ratio(1), 1, 1, List.of(ours, peer), AT_ONCE);
    }

    @Test
    void the_best_look_before_is_what_later_ones_are_compared_with() {
        assertThat(steadiness().before().state()).isEqualTo(MachineVerdict.State.STEADY);
    }

    @Test
    void a_round_with_a_busy_look_is_played_again() throws Exception {
        Result result = match().play(2, 2, steadiness(QUIET, BUSY, QUIET));
        assertThat(result.ours().rounds()).containsExactly(5.0, 7.0); // 1 and 2 warm up, 3 and 4 are the first round
        assertDisturbed(result, 1, 3, true);
        assertThat(result.ratios()).containsExactly(6 / 5.0, 8 / 7.0);
    }

    @Test
    void a_round_on_slower_cores_is_played_again() throws Exception {
        Result result = match().play(1, 1, steadiness(SLOW, SLOW, SLOW));
        assertDisturbed(result, 1, 2, true);
    }

    @Test
    void too_few_quiet_rounds_give_no_ratio_and_no_verdict(@TempDir Path folder) throws Exception {
        CoreReading[] always = new CoreReading[18];
        Arrays.fill(always, BUSY);
        Result result = match().play(2, 2, steadiness(always));
        assertDisturbed(result, 6, 6, false);
        assertThat(result.ours().rounds()).hasSize(6);
        assertThat(result.ratio()).isEmpty();
        assertThat(result.target().verdict(result)).isEmpty();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        JsonNode node = written(result, printed, folder.resolve("report.json"));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("6 of 6 rounds were disturbed", "no ratio is given", "busy: other work had")
                .doesNotContain("ratio to the best peer");
        assertThat(node.has("ratio")).isFalse();
        assertThat(node.get("conclusive").asBoolean()).isFalse();
        assertThat(node.get("discardedRounds").asInt()).isEqualTo(6);
        assertThat(node.get("disturbances")).hasSize(6);
    }

    private static void assertDisturbed(Result result, int discarded, int played, boolean enough) {
        Disturbances disturbances = result.disturbances().orElseThrow();
        assertThat(disturbances.discarded()).isEqualTo(discarded);
        assertThat(disturbances.played()).isEqualTo(played);
        assertThat(disturbances.enough()).isEqualTo(enough);
    }

    private static JsonNode written(Result result, ByteArrayOutputStream printed, Path file) throws IOException {
        Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));
        report.result(result);
        report.write(file);
        return new ObjectMapper().readTree(file.toFile()).get("results").get(0);
    }
}
