package io.metaformer4j.evaluation;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How well a network does on data it was not trained on: numbers by name, in the order in which they were added.
 * Immutable.
 *
 * <pre>{@code
 * Metrics metrics = Metrics.ofSamples(500).with(Metric.percentage("miou"), 41.3);
 * }</pre>
 *
 * @param values the numbers by metric; one that is no number counts as worse than all others
 * @param samples number of samples that they are of
 */
public record Metrics(Map<Metric, Double> values, long samples) {

    public Metrics {
        Metric.requireDistinct(values.keySet());
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * No numbers yet.
     *
     * @param samples number of samples
     * @return metrics to add numbers to
     */
    public static Metrics ofSamples(long samples) {
        return new Metrics(Map.of(), samples);
    }

    /**
     * The same and another number.
     *
     * @param metric what it is
     * @param value the number
     * @return the longer metrics
     * @throws MetaFormerException if there is one of this name already
     */
    public Metrics with(Metric metric, double value) {
        List<Metric> metrics = new ArrayList<>(values.keySet());
        metrics.add(metric);
        Metric.requireDistinct(metrics);
        Map<Metric, Double> longer = new LinkedHashMap<>(values);
        longer.put(metric, value);
        return new Metrics(longer, samples);
    }

    /**
     * Metrics from plain data.
     *
     * @param measured what was measured
     * @param data what {@link #toData()} returned
     * @return the metrics; empty if the data have other names than these metrics, or something that is no number
     */
    public static Optional<Metrics> fromData(List<Metric> measured, Map<?, ?> data) {
        if (!(data.get(Metric.SAMPLES) instanceof Number samples) || data.size() != measured.size() + 1) {
            return Optional.empty();
        }
        Metrics metrics = ofSamples(samples.longValue());
        for (Metric metric : measured) {
            if (!(data.get(metric.name()) instanceof Number value)) {
                return Optional.empty();
            }
            metrics = metrics.with(metric, value.doubleValue());
        }
        return Optional.of(metrics);
    }

    /** What was measured, in order. */
    public List<Metric> metrics() {
        return List.copyOf(values.keySet());
    }

    /**
     * Whether something was measured.
     *
     * @param name name of a metric
     */
    public boolean has(String name) {
        return values.keySet().stream().anyMatch(metric -> metric.name().equals(name));
    }

    /**
     * What a name stands for.
     *
     * @param name name of a metric
     * @return the metric
     * @throws MetaFormerException if it was not measured; the message names what was
     */
    public Metric metric(String name) {
        return values.keySet().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new MetaFormerException("there is no metric '" + name + "' among what was measured, "
                        + values.keySet().stream().map(Metric::name).collect(Collectors.joining(", "))));
    }

    /**
     * A number.
     *
     * @param name name of a metric
     * @return its value
     * @throws MetaFormerException if it was not measured; the message names what was
     */
    public double value(String name) {
        return values.get(metric(name));
    }

    /** As {@link #value(String)}, of the name of a metric. */
    public double value(Metric metric) {
        return value(metric.name());
    }

    /**
     * Checks that an evaluation keeps its word.
     *
     * @param declared the {@link Evaluation#metrics()} of what measured these
     * @throws MetaFormerException if these are others
     */
    public void requireMetrics(List<Metric> declared) {
        if (declared.size() != values.size() || !Set.copyOf(declared).equals(values.keySet())) {
            throw new MetaFormerException("an evaluation measured " + listed(metrics()) + ", but its metrics are "
                    + listed(declared) + "; let it list exactly what it measures");
        }
    }

    private static String listed(List<Metric> metrics) {
        return metrics.isEmpty()
                ? "nothing"
                : metrics.stream().map(Metric::toString).collect(Collectors.joining(", "));
    }

    /**
     * The same as plain data, for files.
     *
     * @return names and numbers, the number of samples last
     */
    public Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        values.forEach((metric, value) -> data.put(metric.name(), value));
        data.put(Metric.SAMPLES, samples);
        return data;
    }

    /** Names and numbers. */
    @Override
    public String toString() {
        return toData().toString();
    }
}
