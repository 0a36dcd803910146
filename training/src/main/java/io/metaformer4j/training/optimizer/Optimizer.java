package io.metaformer4j.training.optimizer;

import io.metaformer4j.weights.WeightTensor;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Changes parameters by their gradients. Confined to one thread; owns its state until it is closed. What every optimizer
 * promises is in {@code OptimizerContractTest}, which the test of a new one inherits.
 */
public interface Optimizer extends AutoCloseable {

    /**
     * What is trained.
     *
     * @return the groups in their fixed order
     */
    List<ParameterGroup> groups();

    /**
     * Changes every parameter that has a gradient. Opens a scope of its own.
     *
     * @param rate learning rate of this step
     */
    void step(double rate);

    /**
     * The state of each parameter, in the order of the groups, under PyTorch's names such as {@code exp_avg}. A parameter
     * that never had a gradient still has the state of the start.
     *
     * @return the tensors themselves, still owned by the optimizer
     */
    List<Map<String, Tensor>> state();

    /**
     * Takes over a state that {@link #state()} described before.
     *
     * @param state tensors of the same names and shapes, which are copied
     * @throws io.metaformer4j.zoo.MetaFormerException if they do not fit the parameters
     */
    void restore(List<Map<String, WeightTensor>> state);

    /** Forgets all gradients. */
    default void clearGradients() {
        for (ParameterGroup group : groups()) {
            for (Parameter parameter : group.parameters()) {
                try (Tensor gradient = parameter.tensor().mutable_grad()) {
                    gradient.reset();
                }
            }
        }
    }

    @Override
    void close();
}
