package io.metaformer4j.runtime.quantize;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.engine.quantize.LayerError;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Finds the layers that stay float32. Each layer is stored as bytes alone, and what that changes of the answers to some pictures is its
 * error; changes of different layers add up like independent noise. Beginning with the worst, layers are kept until the error of all
 * others together is small enough.
 */
public final class LayerSearch {

    private final Loader loader;
    private final Output answer;
    private final Map<String, WeightTensor> weights;
    private final Map<String, InputRange> ranges;
    private final List<ImageBatch> pictures;
    private final List<float[]> expected;

    /** Makes networks of weights. */
    public interface Loader {
        /** A network with weights some of which are bytes; the caller closes it. */
        Network load(Map<String, WeightTensor> weights);
    }

    /**
     * What was found.
     *
     * @param layers all layers in the order of the network
     * @param error that of the network with every layer that is not kept as bytes
     */
    public record Found(List<LayerError> layers, double error) {

        /** Copies the list. */
        public Found {
            layers = List.copyOf(layers);
        }
    }

    /**
     * Prepares a search.
     *
     * @param loader makes networks
     * @param answer what is compared
     * @param weights the weights by canonical name, in floating point
     * @param ranges ranges of the inputs of all layers that can be stored as bytes
     * @param pictures some pictures
     */
    public LayerSearch(
            Loader loader,
            Output answer,
            Map<String, WeightTensor> weights,
            Map<String, InputRange> ranges,
            List<ImageBatch> pictures) {
        this.loader = loader;
        this.answer = answer;
        this.weights = weights;
        this.ranges = new LinkedHashMap<>(ranges);
        this.pictures = List.copyOf(pictures);
        this.expected = answers(Map.of());
    }

    /**
     * Searches.
     *
     * @param largest the largest error of the whole network
     * @param progress is told how many layers have been tried
     * @return the layers
     */
    public Found find(double largest, IntConsumer progress) {
        Map<String, Double> errors = new LinkedHashMap<>();
        for (Map.Entry<String, InputRange> layer : ranges.entrySet()) {
            errors.put(layer.getKey(), error(Map.of(layer.getKey(), layer.getValue())));
            progress.accept(errors.size());
        }
        List<String> worst = new ArrayList<>(errors.keySet());
        worst.sort(Comparator.comparing(errors::get).reversed());
        int kept = 0;
        while (kept < worst.size() && noise(errors, worst.subList(kept, worst.size())) > largest) {
            kept++;
        }
        double error = errorWithout(worst.subList(0, kept));
        while (error > largest && kept < worst.size()) { // they do not always add up like that
            kept = Math.min(worst.size(), kept + 1 + kept / 8);
            error = errorWithout(worst.subList(0, kept));
        }
        Set<String> floats = new HashSet<>(worst.subList(0, kept));
        List<LayerError> layers = new ArrayList<>();
        errors.forEach((path, own) -> layers.add(new LayerError(path, own, floats.contains(path))));
        return new Found(layers, error);
    }

    private static double noise(Map<String, Double> errors, List<String> paths) {
        return Math.sqrt(paths.stream()
                .mapToDouble(path -> Math.pow(errors.get(path), 2))
                .sum());
    }

    private double errorWithout(List<String> kept) {
        Map<String, InputRange> others = new LinkedHashMap<>(ranges);
        others.keySet().removeAll(kept);
        return error(others);
    }

    /** Root mean square of the differences, as a part of that of the answers. */
    private double error(Map<String, InputRange> stored) {
        List<float[]> actual = answers(stored);
        double differences = 0;
        double values = 0;
        for (int i = 0; i < actual.size(); i++) {
            for (int j = 0; j < actual.get(i).length; j++) {
                double value = expected.get(i)[j];
                differences += Math.pow(actual.get(i)[j] - value, 2);
                values += value * value;
            }
        }
        return values == 0 ? 0 : Math.sqrt(differences / values);
    }

    private List<float[]> answers(Map<String, InputRange> stored) {
        try (Network network = loader.load(ByteTensors.of(weights, stored))) {
            return pictures.stream()
                    .map(batch ->
                            network.run(batch, Request.of(answer)).get(answer).values())
                    .toList();
        }
    }
}
