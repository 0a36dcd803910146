package io.metaformer4j.evaluation.embedding;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Request;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which vector of a network describes a picture: the one that enters the classifier, or the mean of the map of a stage
 * over all of its places.
 *
 * @param output {@link Output#POOLED}, or the map of a stage
 */
public record EmbeddingLayer(Output output) {

    private static final int BATCH_SIDES = 2; // of a map, beside height and width: pictures and channels

    /**
     * The usual one.
     *
     * @param architecture the network
     * @return the vector that enters the classifier; of feature backbones the mean of the last map
     */
    public static EmbeddingLayer standard(Architecture architecture) {
        return new EmbeddingLayer(
                architecture.hasClassifier()
                        ? Output.POOLED
                        : Output.stage(architecture.stages().size() - 1));
    }

    /**
     * The one of a name.
     *
     * @param name {@code pooled}, or {@code stage0}, {@code stage1}, ...
     * @param architecture the network
     * @return the layer
     * @throws MetaFormerException if the network has none of that name; the message says which there are
     */
    public static EmbeddingLayer named(String name, Architecture architecture) {
        List<Output> outputs = new ArrayList<>();
        if (architecture.hasClassifier()) {
            outputs.add(Output.POOLED);
        }
        for (int i = 0; i < architecture.stages().size(); i++) {
            outputs.add(Output.stage(i));
        }
        return outputs.stream()
                .filter(output -> output.name().equals(name))
                .map(EmbeddingLayer::new)
                .findFirst()
                .orElseThrow(() -> new MetaFormerException("the network has no layer '" + PrintableText.of(name)
                        + "' that makes vectors; use one of "
                        + outputs.stream().map(Output::name).toList()));
    }

    /**
     * What it is called.
     *
     * @return the name that {@link #named} takes
     */
    public String name() {
        return output.name();
    }

    /** What the network is asked for. */
    Request request() {
        return Request.of(output);
    }

    /** The vectors {@code [C]} of a batch. */
    List<float[]> vectors(Outputs outputs) {
        FloatArray all = outputs.get(output);
        List<Integer> shape = all.shape();
        int pictures = shape.get(0);
        int channels = shape.get(1);
        int places = shape.stream().skip(BATCH_SIDES).reduce(1, (a, b) -> a * b);
        float[] values = all.values();
        List<float[]> vectors = new ArrayList<>(pictures);
        for (int picture = 0; picture < pictures; picture++) {
            int from = picture * channels * places;
            vectors.add(
                    places == 1
                            ? Arrays.copyOfRange(values, from, from + channels)
                            : means(values, from, channels, places));
        }
        return vectors;
    }

    private static float[] means(float[] values, int from, int channels, int places) {
        float[] means = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            double sum = 0;
            for (int i = 0; i < places; i++) {
                sum += values[from + channel * places + i];
            }
            means[channel] = (float) (sum / places);
        }
        return means;
    }
}
