package io.metaformer4j.runtime.compile;

import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.QuantizedLayer;
import io.metaformer4j.weights.load.QuantizedNames;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights of a network that are stored as bytes, with the numbers that belong to them: see {@link QuantizedNames}.
 *
 * @param layers by the paths of the layers
 */
public record ByteWeights(Map<String, StoredLayer> layers) {

    /**
     * A layer.
     *
     * @param integers whole numbers from -127 to 127, row by row
     * @param scales what they are multiplied by, one for each output
     * @param step distance of two inputs
     * @param zero the byte that means an input of 0
     */
    public record StoredLayer(Coefficients integers, Coefficients scales, float step, int zero) {}

    /** Copies the map. */
    public ByteWeights {
        layers = Map.copyOf(layers);
    }

    /**
     * Finds the bytes among weights.
     *
     * @param weights the weights of a network
     * @return the layers that are stored as bytes, maybe none
     * @throws io.metaformer4j.zoo.MetaFormerException if numbers that belong to them are missing or mean nothing
     */
    public static ByteWeights of(Map<String, WeightTensor> weights) {
        Map<String, StoredLayer> layers = new LinkedHashMap<>();
        QuantizedLayer.in(weights).forEach((path, layer) -> layers.put(path, stored(layer)));
        return new ByteWeights(layers);
    }

    private static StoredLayer stored(QuantizedLayer layer) {
        ByteBuffer bytes = layer.integers().bytes();
        float[] integers = new float[bytes.remaining()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = bytes.get(bytes.position() + i);
        }
        return new StoredLayer(
                Coefficients.of(integers), Coefficients.of(layer.scales().toFloats()), layer.step(), layer.zero());
    }

    /**
     * The weights as float32, without the numbers that belong to bytes.
     *
     * @param weights those that these were found in
     * @return bytes multiplied by their scales, everything else as it is
     */
    public Map<String, WeightTensor> asFloats(Map<String, WeightTensor> weights) {
        Map<String, WeightTensor> floats = new LinkedHashMap<>(weights);
        layers.forEach((path, layer) -> {
            floats.remove(QuantizedNames.weightScale(path));
            floats.remove(QuantizedNames.inputScale(path));
            floats.remove(QuantizedNames.inputZero(path));
            floats.computeIfPresent(
                    path + ".weight",
                    (name, tensor) -> WeightTensor.ofFloats(
                            layer.integers().scaledRows(layer.scales()).values(), tensor.shape()));
        });
        return floats;
    }
}
