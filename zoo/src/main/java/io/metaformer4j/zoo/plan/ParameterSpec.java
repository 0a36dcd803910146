package io.metaformer4j.zoo.plan;

import io.metaformer4j.zoo.architecture.Initializer;
import java.util.List;

/**
 * One named tensor of a network's state.
 *
 * @param name canonical name, equal to timm's where timm has the network, e.g. {@code stages.0.blocks.1.mlp.fc1.weight}
 * @param shape sides of the tensor; empty for a scalar
 * @param kind what training does with it
 * @param initializer how its first values are found
 */
public record ParameterSpec(String name, List<Integer> shape, Kind kind, Initializer initializer) {

    /** What training does with a tensor. */
    public enum Kind {
        /** Trained by gradient descent. */
        TRAINABLE,
        /** A parameter of the reference that never gets a gradient (random mixing matrices). */
        FROZEN,
        /** Part of the state but no parameter, float32 (running statistics, fixed kernels). */
        BUFFER,
        /** Part of the state but no parameter, int64 (counters). */
        COUNTER
    }

    public ParameterSpec {
        shape = List.copyOf(shape);
    }

    /**
     * Number of elements.
     *
     * @return the product of the sides, 1 for a scalar
     */
    public long elements() {
        long product = 1;
        for (int side : shape) {
            product = Math.multiplyExact(product, side);
        }
        return product;
    }
}
