package io.metaformer4j.vision.corruption.noise;

import java.util.Arrays;

/**
 * The Poisson distribution of one mean, to draw from by inverting its cumulative probabilities; a guide says where to begin
 * (Chen and Asau, "On generating random variates from an empirical distribution", 1974). The distribution is that of
 * {@code numpy.random.poisson}, the numbers are not.
 */
final class PoissonTable {

    private static final int GUIDES = 32;

    /** Probabilities of at most 0, 1, 2, ... */
    private final double[] cumulative;

    private final int[] guide = new int[GUIDES];

    /**
     * Adds up the probabilities until 64-bit floats see no more of them.
     *
     * @param mean 0 or more
     */
    PoissonTable(double mean) {
        double[] sums = new double[(int) (mean + 12 * Math.sqrt(mean)) + 30];
        double probability = Math.exp(-mean);
        double sum = 0;
        for (int k = 0; k < sums.length; k++) {
            sum += probability;
            sums[k] = sum;
            probability *= mean / (k + 1);
        }
        sums[sums.length - 1] = 1; // so that every number of the unit interval finds its place
        this.cumulative = sums;
        for (int g = 0; g < GUIDES; g++) {
            int found = Arrays.binarySearch(sums, (double) g / GUIDES);
            guide[g] = Math.max(0, found >= 0 ? found - 1 : -found - 2);
        }
    }

    /**
     * The count at a place of the unit interval.
     *
     * @param unit from 0 (inclusive) to 1 (exclusive)
     * @return the smallest count whose cumulative probability is larger
     */
    int at(double unit) {
        int count = guide[(int) (unit * GUIDES)];
        while (cumulative[count] <= unit) {
            count++;
        }
        return count;
    }
}
