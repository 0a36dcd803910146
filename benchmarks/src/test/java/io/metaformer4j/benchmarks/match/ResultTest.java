package io.metaformer4j.benchmarks.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResultTest {

    private static final double EXACT = 1e-12;

    private final Result result = new Result(
            "forward",
            Unit.MILLISECONDS,
            Target.ratio(2),
            List.of(
                    series(Contestant.Side.OURS, 0.5, 1.0, 2.0, 4.0),
                    series(Contestant.Side.PEER, 3.0, 9.0, 9.0, 9.0),
                    series(Contestant.Side.PEER, 2.0, 3.0, 5.0, 4.0)));

    @Test
    void compares_with_the_peer_of_the_smallest_median() {
        assertThat(result.bestPeer()).contains(result.series().get(2));
    }

    @Test
    void takes_the_median_of_the_ratios_within_rounds() {
        assertThat(result.ratio().getAsDouble()).isCloseTo(2.5, within(EXACT)); // of 3 / 1, 5 / 2 and 4 / 4
    }

    @Test
    void keeps_the_ratio_of_every_round() {
        assertThat(result.ratios()).containsExactly(3.0, 2.5, 1.0);
        assertThat(new Result("forward", Unit.SECONDS, Target.NONE, List.of(result.ours())).ratios())
                .isEmpty();
    }

    @Test
    void compares_best_times_over_all_peers() {
        assertThat(result.ratioOfBest().getAsDouble()).isCloseTo(4.0, within(EXACT));
    }

    @Test
    void says_whether_the_target_is_met() {
        assertThat(result.target().verdict(result)).isEqualTo("target 2.00: met");
        assertThat(Target.ratio(3).verdict(result)).isEqualTo("target 3.00: MISSED");
        assertThat(Target.within(2.1).verdict(result)).isEqualTo("target under 2.1 s: met");
        assertThat(Target.within(2.0).verdict(result)).isEqualTo("target under 2.0 s: MISSED");
    }

    @Test
    void has_no_verdict_on_a_ratio_without_a_peer() {
        Result alone = new Result("forward", Unit.SECONDS, Target.ratio(1), List.of(result.ours()));
        assertThat(alone.ratio()).isEmpty();
        assertThat(alone.target().verdict(alone)).isEmpty();
    }

    @Test
    void contestants_take_turns() throws Exception {
        AtomicInteger clock = new AtomicInteger();
        Contestant ours = Contestant.ours("ours", () -> new double[] {clock.incrementAndGet()});
        Contestant peer = new Contestant(
                "peer", Contestant.Side.PEER, ProcessHandle.current(), () -> new double[] {clock.incrementAndGet()});
        Result played = new Match("clock", Unit.SECONDS, Target.NONE, 1, 2, List.of(ours, peer)).play(3);
        assertThat(played.series().get(0).rounds()).containsExactly(5.0, 7.0, 9.0);
        assertThat(played.ours().first()).isEqualTo(1.0);
        assertThat(played.series().get(1).rounds()).containsExactly(6.0, 8.0, 10.0);
    }

    private static Series series(Contestant.Side side, double best, Double... rounds) {
        Contestant contestant = new Contestant("one", side, ProcessHandle.current(), () -> new double[0]);
        return new Series(contestant, best, List.of(rounds), Collections.nCopies(rounds.length, true), best, 0);
    }
}
