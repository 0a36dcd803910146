package io.metaformer4j.benchmarks.match;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a contestant needed, round by round.
 *
 * @param contestant who
 * @param first seconds per item of the very first turn, before anything is warm
 * @param rounds median seconds per item of each round
 * @param counted whether the turn of each round was undisturbed
 * @param best least seconds per item ever seen
 * @param processorSeconds processor seconds per item, median of the rounds
 */
public record Series(
        Contestant contestant,
        double first,
        List<Double> rounds,
        List<Boolean> counted,
        double best,
        double processorSeconds) {

    /** Copies the lists. */
    public Series {
        rounds = List.copyOf(rounds);
        counted = List.copyOf(counted);
        if (rounds.size() != counted.size()) {
            throw new IllegalArgumentException(rounds.size() + " rounds and " + counted.size() + " verdicts");
        }
    }

    /** The same figures for another view of the contestant. */
    Series of(Contestant seen) {
        return new Series(seen, first, rounds, counted, best, processorSeconds);
    }

    /**
     * How many turns were undisturbed.
     *
     * @return their number
     */
    public int countedTurns() {
        return Math.toIntExact(counted.stream().filter(Boolean::booleanValue).count());
    }

    /**
     * The median of the turns that count.
     *
     * @return seconds per item; of all turns if none counts
     */
    public double median() {
        boolean all = countedTurns() == 0;
        return median(IntStream.range(0, rounds.size())
                .filter(i -> all || counted.get(i))
                .mapToDouble(rounds::get)
                .toArray());
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
