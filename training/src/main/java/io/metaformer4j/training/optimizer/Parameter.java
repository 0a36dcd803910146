package io.metaformer4j.training.optimizer;

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
     * Whether it belongs to a module.
     *
     * @param module name of the module, such as {@code head.fc}
     * @return whether its name begins so
     */
    public boolean isIn(String module) {
        return name.startsWith(module + ".");
    }

    /**
     * Checks that the gradient, if there is one, lies in memory like the parameter. Fused kernels walk through both in
     * storage order.
     */
    void requireSameLayout() {
        Tensor gradient = new Tensor(tensor.grad());
        if (!gradient.defined()) {
            return;
        }
        long[] sides = gradient.shape();
        for (int d = 0; d < sides.length; d++) {
            if (sides[d] > 1 && gradient.stride(d) != tensor.stride(d)) {
                throw new IllegalStateException("gradient of " + name + " has stride " + gradient.stride(d)
                        + " in dimension " + d + ", its parameter " + tensor.stride(d));
            }
        }
    }
}
