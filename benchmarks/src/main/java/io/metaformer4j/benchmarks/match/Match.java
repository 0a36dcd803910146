package io.metaformer4j.benchmarks.match;

import io.metaformer4j.evaluation.speed.CoreReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Lets contestants take turns.
 *
 * @param title what is compared
 * @param unit how times are printed
 * @param target what should come out
 * @param items how many items a turn handles, to give processor time per item
 * @param warmUps turns of each contestant that do not count, at least 1
 * @param contestants who takes part, ours first
 * @param idle waits before each turn until the contestants have come to rest
 */
public record Match(
        String title,
        Unit unit,
        Target target,
        int items,
        int warmUps,
        List<Contestant> contestants,
        IdleProcesses idle) {

    /** How many rounds are played for one that should count. */
    private static final int PATIENCE = 4;

    public Match {
        contestants = List.copyOf(contestants);
    }

    /** A match that waits as long as is usual before each turn. */
    public Match(String title, Unit unit, Target target, int items, int warmUps, List<Contestant> contestants) {
        this(title, unit, target, items, warmUps, contestants, IdleProcesses.USUAL);
    }

    /**
     * Plays a number of rounds, in each of which everybody has one turn.
     *
     * @param rounds how many
     * @return the outcome
     * @throws Exception if a contestant fails
     */
    public Result play(int rounds) throws Exception {
        List<Double> first = warmUp();
        List<Round> played = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            played.add(round(Optional.empty()));
        }
        return new Result(title, unit, target, series(first, played));
    }

    /**
     * Plays rounds until enough turns of ours and of each peer in the same round were undisturbed, but no more than {@value #PATIENCE}
     * times as many. If too few were, the times of all are shown, and nothing is concluded.
     *
     * @param rounds how many should count
     * @param needed how many have to
     * @param steadiness watches the cores between turns
     * @return the outcome
     * @throws Exception if a contestant fails
     */
    public Result play(int rounds, int needed, Steadiness steadiness) throws Exception {
        List<Double> first = warmUp();
        List<Round> played = new ArrayList<>();
        do {
            played.add(round(Optional.of(steadiness)));
        } while (fewest(played) < rounds && played.size() < PATIENCE * rounds);
        List<TurnVerdict> verdicts =
                played.stream().flatMap(round -> round.verdicts().stream()).toList();
        return new Result(
                title,
                unit,
                target,
                series(first, played),
                Optional.of(new Disturbances(verdicts, played.size(), needed)));
    }

    /** In how many rounds ours and the unluckiest of the peers both had an undisturbed turn. */
    private long fewest(List<Round> played) {
        return IntStream.range(0, contestants.size())
                .filter(i -> i == 0 || contestants.get(i).side() == Contestant.Side.PEER)
                .mapToLong(i -> played.stream()
                        .filter(round -> round.counts(0) && round.counts(i))
                        .count())
                .min()
                .orElseThrow();
    }

    private List<Double> warmUp() throws Exception {
        List<Double> first = new ArrayList<>();
        for (Contestant contestant : contestants) {
            first.add(contestant.turn().call()[0]);
            for (int i = 1; i < warmUps; i++) {
                contestant.turn().call();
            }
        }
        return first;
    }

    /** Seconds, and processor seconds per item, of each contestant, and, if somebody looked, what the cores were like. */
    private record Round(List<double[]> seconds, List<Double> processor, List<TurnVerdict> verdicts) {
        boolean counts(int who) {
            return verdicts.isEmpty() || verdicts.get(who).counts();
        }
    }

    private Round round(Optional<Steadiness> steadiness) throws Exception {
        Round round = new Round(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        idle.await(processes());
        Optional<CoreReading> ahead = steadiness.map(Steadiness::look);
        for (Contestant contestant : contestants) {
            double before = contestant.processorSeconds();
            round.seconds().add(contestant.turn().call());
            round.processor().add((contestant.processorSeconds() - before) / items);
            idle.await(processes());
            if (steadiness.isPresent()) {
                CoreReading behind = steadiness.get().look();
                round.verdicts().add(steadiness.get().verdict(ahead.orElseThrow(), behind));
                ahead = Optional.of(behind);
            }
        }
        return round;
    }

    private List<ProcessHandle> processes() {
        return contestants.stream().map(Contestant::process).distinct().toList();
    }

    private List<Series> series(List<Double> first, List<Round> rounds) {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < contestants.size(); i++) {
            int who = i;
            List<double[]> seconds =
                    rounds.stream().map(round -> round.seconds().get(who)).toList();
            series.add(new Series(
                    contestants.get(i),
                    first.get(i),
                    seconds.stream().map(Series::median).toList(),
                    rounds.stream().map(round -> round.counts(who)).toList(),
                    seconds.stream().flatMapToDouble(Arrays::stream).min().orElseThrow(),
                    Series.median(rounds.stream()
                            .mapToDouble(round -> round.processor().get(who))
                            .toArray())));
        }
        return series;
    }
}
