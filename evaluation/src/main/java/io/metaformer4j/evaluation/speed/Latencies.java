package io.metaformer4j.evaluation.speed;

import java.util.List;

/**
 * How long runs took.
 *
 * @param seconds the times in ascending order, at least one
 */
public record Latencies(List<Double> seconds) {

    private static final double ALL = 100;

    public Latencies {
        if (seconds.isEmpty()) {
            throw new IllegalArgumentException("there are no times; measure at least one run");
        }
        seconds = seconds.stream().sorted().toList();
    }

    /**
     * A percentile by the nearest rank: of {@code n} times the one at rank {@code ceil(percent / 100 * n)}, so always one that
     * was measured. Of few times the high ones are the same: the 99th percentile of up to 100 is the largest.
     *
     * @param percent above 0, at most 100
     * @return seconds
     */
    public double percentile(double percent) {
        if (!(percent > 0 && percent <= ALL)) {
            throw new IllegalArgumentException("percentile " + percent + " must be above 0 and at most 100");
        }
        int rank = (int) Math.ceil(percent * seconds.size() / ALL);
        return seconds.get(Math.max(1, rank) - 1);
    }

    /**
     * The 50th percentile.
     *
     * @return seconds
     */
    public double median() {
        return percentile(ALL / 2);
    }

    /**
     * The mean, which timm calls the step time.
     *
     * @return seconds
     */
    public double mean() {
        return seconds.stream().mapToDouble(Double::doubleValue).sum() / seconds.size();
    }
}
