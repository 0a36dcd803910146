package io.metaformer4j.onnx;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.List;
import java.util.Map;

/**
 * What is exported.
 *
 * @param name name of the model
 * @param architecture the network
 * @param preprocessing what happens to pictures before they meet it
 * @param labels names of the classes in the order of the logits; none if they have no names
 * @param weights the whole state by canonical names, in floating point; weights of linear functions of maps may be bytes, with the
 *     numbers that belong to them beside them ({@link io.metaformer4j.weights.load.QuantizedNames})
 */
public record ExportedModel(
        String name,
        Architecture architecture,
        Preprocessing preprocessing,
        List<String> labels,
        Map<String, WeightTensor> weights) {

    /** Copies the labels; the weights, which may be made on demand, are taken as they are. */
    public ExportedModel {
        labels = List.copyOf(labels);
    }
}
