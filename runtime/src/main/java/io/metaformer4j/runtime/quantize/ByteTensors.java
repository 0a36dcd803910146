package io.metaformer4j.runtime.quantize;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.QuantizedNames;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights with some of them as bytes. */
public final class ByteTensors {

    /** The largest whole number of a weight: that of the other sign is stored, too. */
    private static final int LARGEST = 127;

    private ByteTensors() {}

    /**
     * Stores layers as bytes: each output's largest weight becomes 127 or -127.
     *
     * @param weights weights by canonical name, in floating point
     * @param ranges the layers to store and the ranges of their inputs
     * @return the same names with other tensors in these layers, and the numbers that belong to them as {@link QuantizedNames} says
     */
    public static Map<String, WeightTensor> of(Map<String, WeightTensor> weights, Map<String, InputRange> ranges) {
        Map<String, WeightTensor> stored = new LinkedHashMap<>(weights);
        ranges.forEach((path, range) -> {
            WeightTensor weight = weights.get(path + ".weight");
            float[] values = weight.toFloats();
            float[] scales = new float[(int) weight.shape()[0]];
            ByteBuffer bytes = WeightTensor.allocate(values.length);
            int inputs = values.length / scales.length;
            for (int n = 0; n < scales.length; n++) {
                scales[n] = scale(values, n * inputs, inputs);
                for (int k = n * inputs; k < (n + 1) * inputs; k++) {
                    bytes.put(k, (byte) Math.max(-LARGEST, Math.min(LARGEST, Math.rint(values[k] / scales[n]))));
                }
            }
            stored.put(path + ".weight", WeightTensor.of(DType.I8, bytes, weight.shape()));
            stored.put(QuantizedNames.weightScale(path), WeightTensor.ofFloats(scales, scales.length));
            stored.put(QuantizedNames.inputScale(path), WeightTensor.ofFloats(new float[] {range.step()}, 1));
            stored.put(QuantizedNames.inputZero(path), WeightTensor.ofFloats(new float[] {range.zero()}, 1));
        });
        return stored;
    }

    private static float scale(float[] values, int from, int count) {
        float largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        float scale = largest / LARGEST;
        return scale > 0 ? scale : 1; // an output that is always zero, or nearly
    }
}
