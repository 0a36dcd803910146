package io.metaformer4j.onnx;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.QuantizedNames;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Layers whose weights are whole numbers, and the same numbers as floats. */
final class ByteCases {

    /** Inputs from -3 to 9.75, which no activation of the small networks leaves. */
    static final float STEP = 0.05f;

    static final int ZERO = 60;

    private ByteCases() {}

    /** Whole numbers from 1 to 127 as weights of a layer, with another scale for each output. */
    static Map<String, WeightTensor> stored(Map<String, WeightTensor> weights, String path) {
        Map<String, WeightTensor> stored = new LinkedHashMap<>(weights);
        WeightTensor weight = weights.get(path + ".weight");
        int outputs = Math.toIntExact(weight.shape()[0]);
        Random random = new Random(path.hashCode());
        ByteBuffer integers = WeightTensor.allocate(weight.elementCount());
        for (int i = 0; i < weight.elementCount(); i++) {
            integers.put(i, (byte) (1 + random.nextInt(127)));
        }
        float[] scales = new float[outputs];
        IntStream.range(0, outputs).forEach(o -> scales[o] = (1 + o % 3) / 1000f);
        stored.put(path + ".weight", WeightTensor.of(DType.I8, integers, weight.shape()));
        numbers(stored, path, scales);
        return stored;
    }

    /** The weights of a layer rounded to whole numbers of its outputs' scales. */
    static Map<String, WeightTensor> rounded(Map<String, WeightTensor> weights, String path) {
        Map<String, WeightTensor> stored = new LinkedHashMap<>(weights);
        WeightTensor weight = weights.get(path + ".weight");
        float[] values = weight.toFloats();
        float[] scales = new float[Math.toIntExact(weight.shape()[0])];
        int inputs = values.length / scales.length;
        ByteBuffer integers = WeightTensor.allocate(values.length);
        for (int o = 0; o < scales.length; o++) {
            for (int i = 0; i < inputs; i++) {
                scales[o] = Math.max(scales[o], Math.abs(values[o * inputs + i]) / 127);
            }
            for (int i = 0; i < inputs; i++) {
                integers.put(o * inputs + i, (byte) Math.round(values[o * inputs + i] / scales[o]));
            }
        }
        stored.put(path + ".weight", WeightTensor.of(DType.I8, integers, weight.shape()));
        numbers(stored, path, scales);
        return stored;
    }

    private static void numbers(Map<String, WeightTensor> stored, String path, float[] scales) {
        stored.put(QuantizedNames.weightScale(path), WeightTensor.ofFloats(scales, scales.length));
        stored.put(QuantizedNames.inputScale(path), WeightTensor.ofFloats(new float[] {STEP}, 1));
        stored.put(QuantizedNames.inputZero(path), WeightTensor.ofFloats(new float[] {ZERO}, 1));
    }

    /** The weight of a layer as floats, row-major. */
    static float[] floats(Map<String, WeightTensor> stored, String path) {
        WeightTensor integers = stored.get(path + ".weight");
        float[] scales = stored.get(QuantizedNames.weightScale(path)).toFloats();
        float[] values = new float[Math.toIntExact(integers.elementCount())];
        for (int i = 0; i < values.length; i++) {
            values[i] = integers.bytes().get(i) * scales[i / (values.length / scales.length)];
        }
        return values;
    }

    /** The same weights with one of them as floats again. */
    static Map<String, WeightTensor> asFloats(Map<String, WeightTensor> stored, String path) {
        Map<String, WeightTensor> weights = new LinkedHashMap<>(stored);
        WeightTensor integers = weights.get(path + ".weight");
        weights.put(path + ".weight", WeightTensor.ofFloats(floats(stored, path), integers.shape()));
        weights.remove(QuantizedNames.weightScale(path));
        weights.remove(QuantizedNames.inputScale(path));
        weights.remove(QuantizedNames.inputZero(path));
        return weights;
    }
}
