package io.metaformer4j.training.optimizer;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A trainable tensor and its canonical name.
 *
 * @param name canonical name
 * @param tensor the tensor, owned by its network
 */
public record Parameter(String name, Tensor tensor) {

    /** Whether weight decay acts on it: as in timm, not on vectors and scalars and nothing named {@code .bias}. */
    boolean decays() {
        return tensor.dim() > 1 && !name.endsWith(".bias");
    }

    /**
     * The gradients of parameters.
     *
     * @param parameters any parameters
     * @return new handles, owned by the open scope; undefined for parameters without gradient
     */
    static List<Tensor> gradients(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> new Tensor(parameter.tensor().grad()))
                .toList();
    }
}
