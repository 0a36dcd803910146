package io.metaformer4j.vision.data.inspection;

import java.util.Map;
import java.util.TreeMap;

/** How many pictures have which width, or height. */
final class SideCounts {

    private final TreeMap<Integer, Integer> counts = new TreeMap<>();
    private int total;

    void add(int side) {
        counts.merge(side, 1, Integer::sum);
        total++;
    }

    /** The smallest, the one in the middle and the largest; at least one was added. */
    DatasetStatistics.Sides sides() {
        double median = (ranked((total - 1) / 2) + ranked(total / 2)) / 2.0;
        return new DatasetStatistics.Sides(counts.firstKey(), median, counts.lastKey());
    }

    /** The side that comes after so many others in ascending order. */
    private int ranked(int rank) {
        int before = 0;
        for (Map.Entry<Integer, Integer> side : counts.entrySet()) {
            before += side.getValue();
            if (before > rank) {
                return side.getKey();
            }
        }
        throw new IllegalStateException("there are only " + total + " sides");
    }
}
