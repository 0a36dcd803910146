package io.metaformer4j.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * What a contestant needed, round by round.
 *
 * @param contestant who
 * @param first seconds per item of the very first turn, before anything is warm
 * @param rounds median seconds per item of each round
 * @param best least seconds per item ever seen
 * @param processorSeconds processor seconds per item, median of the rounds
 */
record Series(Contestant contestant, double first, List<Double> rounds, double best, double processorSeconds) {

    Series {
        rounds = List.copyOf(rounds);
    }

    double median() {
        return median(rounds.stream().mapToDouble(Double::doubleValue).toArray());
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
