package io.metaformer4j.benchmarks.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a contestant spent its time on, turn by turn. Confine it to one thread. */
public final class PhaseLog {

    private final List<Map<String, Double>> turns = new ArrayList<>();

    /**
     * Adds a turn.
     *
     * @param seconds seconds by the names of the phases
     */
    public void add(Map<String, Double> seconds) {
        turns.add(seconds);
    }

    /**
     * Adds up the latest turns; those before were for warming up.
     *
     * @param count how many turns
     * @return seconds by the names of the phases
     */
    public Map<String, Double> ofLast(int count) {
        Map<String, Double> sums = new LinkedHashMap<>();
        for (Map<String, Double> turn : turns.subList(Math.max(0, turns.size() - count), turns.size())) {
            turn.forEach((phase, seconds) -> sums.merge(phase, seconds, Double::sum));
        }
        return sums;
    }
}
