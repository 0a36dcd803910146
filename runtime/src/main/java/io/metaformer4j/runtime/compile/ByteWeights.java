package io.metaformer4j.runtime.compile;

import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.QuantizedNames;
import io.metaformer4j.zoo.MetaFormerException;
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
     * @throws MetaFormerException if numbers that belong to them are missing or mean nothing
     */
    public static ByteWeights of(Map<String, WeightTensor> weights) {
        Map<String, StoredLayer> layers = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            if (tensor.dtype() == DType.I8) {
                String path = QuantizedNames.layer(name)
                        .orElseThrow(() -> broken(
                                name, "is of type I8, which is for weights of linear layers and convolutions only"));
                layers.put(path, layer(path, tensor, weights));
            }
        });
        return new ByteWeights(layers);
    }

    private static StoredLayer layer(String path, WeightTensor weight, Map<String, WeightTensor> weights) {
        int outputs = (int) weight.shape()[0];
        float[] scales = numbers(QuantizedNames.weightScale(path), outputs, weights);
        for (float scale : scales) {
            requirePositive(QuantizedNames.weightScale(path), scale);
        }
        float step = numbers(QuantizedNames.inputScale(path), 1, weights)[0];
        requirePositive(QuantizedNames.inputScale(path), step);
        String zeroName = QuantizedNames.inputZero(path);
        float zero = numbers(zeroName, 1, weights)[0];
        if (!(zero >= 0 && zero <= 255 && zero == Math.rint(zero))) {
            throw broken(zeroName, "holds " + zero + ", which is no whole number from 0 to 255");
        }
        ByteBuffer bytes = weight.bytes();
        float[] integers = new float[bytes.remaining()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = bytes.get(bytes.position() + i);
            if (integers[i] == Byte.MIN_VALUE) {
                throw broken(path + ".weight", "holds -128, where bytes from -127 to 127 are expected");
            }
        }
        return new StoredLayer(Coefficients.of(integers), Coefficients.of(scales), step, (int) zero);
    }

    private static float[] numbers(String name, int count, Map<String, WeightTensor> weights) {
        WeightTensor tensor = weights.get(name);
        if (tensor == null) {
            throw broken(name, "is missing, without which a weight of type I8 means nothing");
        }
        if (!tensor.dtype().isFloating() || tensor.shape().length != 1 || tensor.elementCount() != count) {
            throw broken(name, "is " + tensor + ", where " + count + " floating point numbers are expected");
        }
        return tensor.toFloats();
    }

    private static void requirePositive(String name, float value) {
        if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
            throw broken(name, "holds " + value + ", where positive numbers are expected");
        }
    }

    private static MetaFormerException broken(String name, String what) {
        return new MetaFormerException(
                "tensor '" + name + "' of the quantized weights " + what + "; quantize the weights again");
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
