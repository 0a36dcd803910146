package io.metaformer4j.benchmarks;

import io.metaformer4j.benchmarks.engines.Disturbances;
import io.metaformer4j.benchmarks.engines.IdleProcesses;
import io.metaformer4j.benchmarks.engines.Steadiness;
import io.metaformer4j.evaluation.speed.MachineVerdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
record Match(
        String title,
        Unit unit,
        Target target,
        int items,
        int warmUps,
        List<Contestant> contestants,
        IdleProcesses idle) {

    /** How many rounds are played for one that should count. */
    private static final int PATIENCE = 3;

    Match {
        contestants = List.copyOf(contestants);
    }

    /** A match that waits as long as is usual before each turn. */
    Match(String title, Unit unit, Target target, int items, int warmUps, List<Contestant> contestants) {
        this(title, unit, target, items, warmUps, contestants, IdleProcesses.USUAL);
    }

    /** Plays a number of rounds, in each of which everybody has one turn. */
    Result play(int rounds) throws Exception {
        List<Double> first = warmUp();
        List<Round> played = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            played.add(round(Optional.empty()));
        }
        return new Result(title, unit, target, series(first, played));
    }

    /**
     * Plays rounds until enough of them were undisturbed, but no more than {@value #PATIENCE} times as many. If too few were
     * undisturbed, all of them are shown, and nothing is concluded.
     *
     * @param rounds how many should count
     * @param needed how many have to
     * @param steadiness watches the cores between turns
     */
    Result play(int rounds, int needed, Steadiness steadiness) throws Exception {
        List<Double> first = warmUp();
        List<Round> all = new ArrayList<>();
        List<Round> quiet = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        while (quiet.size() < rounds && all.size() < PATIENCE * rounds) {
            Round round = round(Optional.of(steadiness));
            all.add(round);
            MachineVerdict verdict = steadiness.endRound();
            if (verdict.state() == MachineVerdict.State.STEADY) {
                quiet.add(round);
            } else {
                reasons.add(verdict.word() + ": " + verdict.reason());
            }
        }
        boolean enough = quiet.size() >= needed;
        Disturbances disturbances = new Disturbances(reasons, all.size(), enough);
        return new Result(title, unit, target, series(first, enough ? quiet : all), Optional.of(disturbances));
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

    /** Seconds, and processor seconds per item, of each contestant. */
    private record Round(List<double[]> seconds, List<Double> processor) {}

    private Round round(Optional<Steadiness> steadiness) throws Exception {
        Round round = new Round(new ArrayList<>(), new ArrayList<>());
        for (Contestant contestant : contestants) {
            idle.await(processes());
            steadiness.ifPresent(Steadiness::look);
            double before = contestant.processorSeconds();
            round.seconds().add(contestant.turn().call());
            round.processor().add((contestant.processorSeconds() - before) / items);
        }
        idle.await(processes());
        steadiness.ifPresent(Steadiness::look);
        return round;
    }

    private List<ProcessHandle> processes() {
        return contestants.stream().map(Contestant::process).distinct().toList();
    }

    private List<Series> series(List<Double> first, List<Round> rounds) {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < contestants.size(); i++) {
            int who = i;
            series.add(series(
                    contestants.get(i),
                    first.get(i),
                    rounds.stream().map(round -> round.seconds().get(who)).toList(),
                    rounds.stream().map(round -> round.processor().get(who)).toList()));
        }
        return series;
    }

    private static Series series(Contestant contestant, double first, List<double[]> rounds, List<Double> processor) {
        return new Series(
                contestant,
                first,
                rounds.stream().map(Series::median).toList(),
                rounds.stream().flatMapToDouble(Arrays::stream).min().orElseThrow(),
                Series.median(
                        processor.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
