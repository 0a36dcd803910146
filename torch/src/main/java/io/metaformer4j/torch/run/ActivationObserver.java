package io.metaformer4j.torch.run;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** Receives what the modules of a network put out during a forward pass. */
@FunctionalInterface
public interface ActivationObserver {

    /** Ignores all outputs. */
    ActivationObserver NONE = (module, activation) -> {};

    /**
     * Called for each module in the order of computation: {@code stem}, {@code stages.0.blocks.0}, ...,
     * {@code stages.0}, ..., {@code stages.3}.
     *
     * @param module canonical name of the module
     * @param activation its output {@code [N, C, H, W]}, part of the gradient graph if gradients are on; it dies with the
     *     pass unless kept by {@code new Tensor(activation)} outside every inner scope or by
     *     {@code activation.retainReference()}
     */
    void observe(String module, Tensor activation);

    /**
     * Called, where gradients can be recorded, for each convolution that has a bias, and each batch normalisation.
     *
     * @param operation path of the operation
     * @param bias computes what the operation adds to each channel {@code [C]}
     * @param result the operation's result {@code [N, C, H, W]} before an activation; it dies as an activation does
     */
    default void observeBias(String operation, Supplier<Tensor> bias, Tensor result) {}
}
