package io.metaformer4j.weights.load;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A linear layer or a convolution whose weight is stored as bytes, with the numbers that belong to it: see {@link QuantizedNames}.
 *
 * @param integers whole numbers from -127 to 127, {@code [outputs, inputs]}, with sides of 1 or those of the kernel behind them
 * @param scales what the rows are multiplied by, {@code [outputs]}, positive
 * @param step distance of two inputs, positive
 * @param zero the byte that means an input of 0, 0 to 255
 */
public record QuantizedLayer(WeightTensor integers, WeightTensor scales, float step, int zero) {

    private static final int LARGEST_BYTE = 255;

    /**
     * Finds the bytes among weights.
     *
     * @param weights the weights of a network by canonical names
     * @return the layers that are stored as bytes, by their paths; maybe none
     * @throws MetaFormerException if numbers that belong to them are missing or mean nothing
     */
    public static Map<String, QuantizedLayer> in(Map<String, WeightTensor> weights) {
        Map<String, QuantizedLayer> layers = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            if (tensor.dtype() == DType.I8) {
                String path = QuantizedNames.layer(name)
                        .orElseThrow(() -> broken(
                                name, "is of type I8, which is for weights of linear layers and convolutions only"));
                layers.put(path, layer(path, tensor, weights));
            }
        });
        return Collections.unmodifiableMap(layers);
    }

    private static QuantizedLayer layer(String path, WeightTensor weight, Map<String, WeightTensor> weights) {
        int outputs = Math.toIntExact(weight.shape()[0]);
        WeightTensor scales = numbers(QuantizedNames.weightScale(path), outputs, weights);
        for (float scale : scales.toFloats()) {
            requirePositive(QuantizedNames.weightScale(path), scale);
        }
        float step = numbers(QuantizedNames.inputScale(path), 1, weights).toFloats()[0];
        requirePositive(QuantizedNames.inputScale(path), step);
        String zeroName = QuantizedNames.inputZero(path);
        float zero = numbers(zeroName, 1, weights).toFloats()[0];
        if (!(zero >= 0 && zero <= LARGEST_BYTE && zero == Math.rint(zero))) {
            throw broken(zeroName, "holds " + zero + ", which is no whole number from 0 to 255");
        }
        ByteBuffer bytes = weight.bytes();
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (bytes.get(i) == Byte.MIN_VALUE) {
                throw broken(path + ".weight", "holds -128, where bytes from -127 to 127 are expected");
            }
        }
        return new QuantizedLayer(weight, scales, step, (int) zero);
    }

    private static WeightTensor numbers(String name, int count, Map<String, WeightTensor> weights) {
        WeightTensor tensor = weights.get(name);
        if (tensor == null) {
            throw broken(name, "is missing, without which a weight of type I8 means nothing");
        }
        if (!tensor.dtype().isFloating() || tensor.shape().length != 1 || tensor.elementCount() != count) {
            throw broken(name, "is " + tensor + ", where " + count + " floating point numbers are expected");
        }
        return tensor;
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
}
