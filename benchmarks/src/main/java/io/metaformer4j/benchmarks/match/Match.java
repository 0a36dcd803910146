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
    private static final int PATIENCE = 2;

    /** How often a contestant may try to have an undisturbed turn in a round. */
    static final int TRIES = 5;

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
     * times as many. A turn that was disturbed is taken again at once, {@value #TRIES} times at most, of which the last counts if any does:
     * whether it does is decided by looks at the cores alone, whatever time it took. If too few rounds have turns that count, the times
     * of all are shown, and nothing is concluded.
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
        List<TurnVerdict> verdicts = new ArrayList<>();
        do {
            Round round = round(Optional.of(steadiness));
            played.add(round);
            round.turns().forEach(turn -> verdicts.addAll(turn.verdicts()));
        } while (fewest(played) < rounds && played.size() < PATIENCE * rounds);
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

    /** The turns of all contestants. */
    private record Round(List<Turn> turns) {
        boolean counts(int who) {
            return turns.get(who).counts();
        }
    }

    /**
     * A turn of a contestant.
     *
     * @param median median of the seconds that it gave
     * @param best the least of them
     * @param processor processor seconds per item
     * @param verdicts what the cores were like around each try, of which this was the last; none if nobody looked
     */
    private record Turn(double median, double best, double processor, List<TurnVerdict> verdicts) {
        boolean counts() {
            return verdicts.isEmpty() || verdicts.get(verdicts.size() - 1).counts();
        }
    }

    private Round round(Optional<Steadiness> steadiness) throws Exception {
        List<Turn> turns = new ArrayList<>();
        idle.await(processes());
        for (Contestant contestant : contestants) {
            turns.add(steadiness.isPresent() ? undisturbed(contestant, steadiness.get()) : turn(contestant, List.of()));
        }
        return new Round(turns);
    }

    private Turn turn(Contestant contestant, List<TurnVerdict> verdicts) throws Exception {
        double before = contestant.processorSeconds();
        double[] seconds = contestant.turn().call();
        double processor = (contestant.processorSeconds() - before) / items;
        idle.await(processes());
        return new Turn(Series.median(seconds), Arrays.stream(seconds).min().orElseThrow(), processor, verdicts);
    }

    /** Tries until nobody disturbed a turn, or often enough. */
    private Turn undisturbed(Contestant contestant, Steadiness steadiness) throws Exception {
        List<TurnVerdict> verdicts = new ArrayList<>();
        Turn last;
        do {
            CoreReading ahead = steadiness.quietLook();
            last = turn(contestant, verdicts);
            verdicts.add(steadiness.verdict(ahead, steadiness.look()));
        } while (!last.counts() && verdicts.size() < TRIES);
        return last;
    }

    private List<ProcessHandle> processes() {
        return contestants.stream().map(Contestant::process).distinct().toList();
    }

    private List<Series> series(List<Double> first, List<Round> rounds) {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < contestants.size(); i++) {
            int who = i;
            List<Turn> turns =
                    rounds.stream().map(round -> round.turns().get(who)).toList();
            series.add(new Series(
                    contestants.get(i),
                    first.get(i),
                    turns.stream().map(Turn::median).toList(),
                    turns.stream().map(Turn::counts).toList(),
                    turns.stream().mapToDouble(Turn::best).min().orElseThrow(),
                    Series.median(turns.stream().mapToDouble(Turn::processor).toArray())));
        }
        return series;
    }
}
