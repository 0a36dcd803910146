package io.metaformer4j.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lets contestants take turns.
 *
 * @param title what is compared
 * @param unit how times are printed
 * @param target what should come out
 * @param items how many items a turn handles, to give processor time per item
 * @param warmUps turns of each contestant that do not count, at least 1
 * @param contestants who takes part, ours first
 */
record Match(String title, Unit unit, Target target, int items, int warmUps, List<Contestant> contestants) {

    /** Threads of a pool spin for a moment after their work; the next contestant should not meet them. */
    private static final long PAUSE_MILLIS = 100;

    Match {
        contestants = List.copyOf(contestants);
    }

    /** Plays a number of rounds, in each of which everybody has one turn. */
    Result play(int rounds) throws Exception {
        List<Double> first = new ArrayList<>();
        for (Contestant contestant : contestants) {
            first.add(contestant.turn().call()[0]);
            for (int i = 1; i < warmUps; i++) {
                contestant.turn().call();
            }
        }
        List<List<double[]>> seconds = new ArrayList<>();
        List<List<Double>> processor = new ArrayList<>();
        contestants.forEach(contestant -> {
            seconds.add(new ArrayList<>());
            processor.add(new ArrayList<>());
        });
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < contestants.size(); i++) {
                Thread.sleep(PAUSE_MILLIS);
                Contestant contestant = contestants.get(i);
                double before = contestant.processorSeconds();
                seconds.get(i).add(contestant.turn().call());
                processor.get(i).add((contestant.processorSeconds() - before) / items);
            }
        }
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < contestants.size(); i++) {
            series.add(series(contestants.get(i), first.get(i), seconds.get(i), processor.get(i)));
        }
        return new Result(title, unit, target, series);
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
