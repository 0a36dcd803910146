package io.metaformer4j.runtime;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Weights in which nothing is left out: fresh factors are 1 and fresh biases 0, with which many mistakes would not be seen. */
final class VariedWeights {

    private VariedWeights() {}

    static Map<String, WeightTensor> of(Architecture architecture, long seed) {
        Random random = new Random(seed);
        Map<String, WeightTensor> varied = new LinkedHashMap<>();
        new InitialWeights(seed).draw(architecture).forEach((name, tensor) -> {
            if (!tensor.dtype().isFloating()) {
                varied.put(name, tensor);
                return;
            }
            float[] values = tensor.toFloats();
            boolean matrix = tensor.shape().length > 1 && tensor.shape()[0] > 1 && values.length > tensor.shape()[0];
            if (!matrix) {
                for (int i = 0; i < values.length; i++) {
                    boolean positive = name.endsWith("weight") || name.endsWith("scale") || name.endsWith("var");
                    values[i] = positive ? 0.5f + random.nextFloat() : random.nextFloat() - 0.5f;
                }
            }
            varied.put(name, WeightTensor.ofFloats(values, tensor.shape()));
        });
        return varied;
    }
}
