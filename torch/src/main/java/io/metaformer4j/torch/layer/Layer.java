package io.metaformer4j.torch.layer;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** A differentiable function of one map, with or without weights. */
@FunctionalInterface
public interface Layer {

    /** Returns its input. */
    Layer IDENTITY = (x, pass) -> x;

    /**
     * Computes the function.
     *
     * @param x map {@code [N, C, H, W]} in any memory layout
     * @param pass the pass this is part of
     * @return a new tensor in the open scope, or {@code x} itself
     */
    Tensor forward(Tensor x, ForwardPass pass);

    /** This layer, then another. */
    default Layer then(Layer next) {
        return (x, pass) -> next.forward(forward(x, pass), pass);
    }

    /**
     * This layer, which shows what it computes to the observer of the pass.
     *
     * @param operation path of the operation
     * @param bias computes what the operation adds to each channel {@code [C]}
     */
    default Layer observed(String operation, Supplier<Tensor> bias) {
        return (x, pass) -> {
            Tensor result = forward(x, pass);
            pass.observer().observeBias(operation, bias, result);
            return result;
        };
    }
}
