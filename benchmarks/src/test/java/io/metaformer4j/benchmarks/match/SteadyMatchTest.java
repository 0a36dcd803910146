package io.metaformer4j.benchmarks.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.evaluation.speed.CoreReading;
import io.metaformer4j.evaluation.speed.MachineVerdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns around which the machine was disturbed are taken again, and do not count. */
class SteadyMatchTest {

    private static final CoreReading QUIET = new CoreReading(0.06, 0, 0, 1e-5);
    private static final CoreReading BUSY = new CoreReading(0.06, 0.02, 0.01, 1e-5);
    private static final CoreReading SLOW = new CoreReading(0.06, 0, 0, 2e-5);

    private static final IdleProcesses AT_ONCE = new IdleProcesses(Duration.ZERO, Duration.ZERO);

    private final AtomicInteger clock = new AtomicInteger();

    /** Before anything is measured, some looks are good ones; then come those that are given, and then quiet cores. */
    private static Steadiness steadiness(List<CoreReading> later) {
        Deque<CoreReading> looks = new ArrayDeque<>(List.of(BUSY, SLOW));
        looks.addAll(Collections.nCopies(18, QUIET));
        looks.addAll(later);
        return new Steadiness(() -> looks.isEmpty() ? QUIET : looks.pop());
    }

    /** Each turn takes as many seconds as turns were taken, of which the first two warm up. */
    private Match match() {
        Contestant ours = Contestant.ours("ours", () -> new double[] {clock.incrementAndGet()});
        Contestant peer = new Contestant(
                "peer", Contestant.Side.PEER, ProcessHandle.current(), () -> new double[] {clock.incrementAndGet()});
        return new Match("clock", Unit.SECONDS, Target.ratio(1), 1, 1, List.of(ours, peer), AT_ONCE);
    }

    @Test
    void the_best_look_before_is_what_later_ones_are_compared_with() {
        assertThat(steadiness(List.of()).before().state()).isEqualTo(MachineVerdict.State.STEADY);
    }

    @Test
    void a_turn_before_a_busy_look_is_taken_again() throws Exception {
        Result result = match().play(2, 2, steadiness(List.of(QUIET, QUIET, QUIET, BUSY)));
        assertThat(result.ours().counted()).containsExactly(true, true);
        assertThat(result.bestPeer().orElseThrow().counted()).containsExactly(true, true);
        assertThat(result.ratios()).containsExactly(5 / 3.0, 7 / 6.0); // the peer's turn of 4 seconds was disturbed
        assertThat(result.bestPeer().orElseThrow().median()).isEqualTo(6);
        assertThat(result.disturbances().orElseThrow())
                .hasToString(
                        "1 of 5 turns were disturbed and do not count: before or after them others had up to 16.7 % of the"
                                + " cores, or a fixed loop ran at no more than 100 % of its best speed");
    }

    @Test
    void a_turn_behind_which_cores_are_slow_is_taken_again() throws Exception {
        Result result = match().play(1, 1, steadiness(List.of(QUIET, SLOW)));
        assertThat(result.ratios()).containsExactly(5 / 4.0);
        assertThat(result.disturbances().orElseThrow().reasons())
                .containsExactly("a fixed loop ran at 50 % of its best speed");
    }

    @Test
    void a_turn_waits_until_the_cores_have_rest() throws Exception {
        Result result = match().play(1, 1, steadiness(List.of(SLOW, BUSY, SLOW)));
        assertThat(result.ratios()).containsExactly(4 / 3.0);
        assertThat(result.disturbances().orElseThrow().reasons()).isEmpty();
    }

    @Test
    void cores_that_are_quiet_only_in_between_conclude_nothing() throws Exception {
        List<CoreReading> looks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            looks.addAll(List.of(QUIET, SLOW));
        }
        Result result = match().play(1, 1, steadiness(looks));
        assertThat(result.disturbances().orElseThrow().rounds()).isEqualTo(2);
        assertThat(result.disturbances().orElseThrow().verdicts()).hasSize(2 * 2 * Match.TRIES);
        assertThat(result.ratios()).isEmpty();
    }

    @Test
    void too_few_quiet_rounds_give_no_ratio_and_no_verdict(@TempDir Path folder) throws Exception {
        Result result = match().play(2, 2, steadiness(Collections.nCopies(5000, BUSY)));
        assertThat(result.ours().rounds()).hasSize(4);
        assertThat(result.ours().median()).isEqualTo(22); // of the last tries: 7, 17, 27, 37
        assertThat(result.ratio()).isEmpty();
        assertThat(result.target().verdict(result)).isEmpty();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        JsonNode node = written(result, printed, folder.resolve("report.json"));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains(
                        "40 of 40 turns were disturbed",
                        "no ratio: ours and the best peer",
                        "fewer than 2 of 4 rounds",
                        "0/4")
                .doesNotContain("ratio to the best peer");
        assertThat(node.has("ratio")).isFalse();
        assertThat(node.get("playedRounds").asInt()).isEqualTo(4);
        assertThat(node.get("disturbances")).hasSize(40);
        assertThat(node.get("series").get(0).get("counted").get(0).asBoolean()).isFalse();
    }

    @Test
    void the_same_rounds_answer_other_questions() throws Exception {
        Match match = match();
        Result result = match.play(1, 1, steadiness(List.of()));
        Contestant ours = match.contestants().get(0);
        Result turned =
                result.between(", turned", Target.NONE, match.contestants().get(1), List.of(ours.asPeer()));
        assertThat(turned.title()).isEqualTo("clock, turned");
        assertThat(turned.ratios()).containsExactly(3 / 4.0); // ours needed 3 seconds, the peer 4
        assertThat(result.ratios()).containsExactly(4 / 3.0);
        assertThat(turned.disturbances()).isEqualTo(result.disturbances());
        Contestant stranger = Contestant.ours("stranger", () -> new double[] {1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> result.between("", Target.NONE, stranger, List.of()))
                .withMessage("stranger has not played");
    }

    private static JsonNode written(Result result, ByteArrayOutputStream printed, Path file) throws IOException {
        Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));
        report.result(result);
        report.write(file);
        return new ObjectMapper().readTree(file.toFile()).get("results").get(0);
    }
}
