package io.metaformer4j.training.optimizer;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * The parameters of a group that have gradients, for a kernel that changes them all in one native call. Such kernels walk
 * through parameter, gradient and state in storage order, so these must lie in memory alike. Owned by the open scope.
 */
final class FusedStep {

    private final int group;
    private final OptimizerState state;
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Tensor> parameters = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();

    /**
     * Collects what has gradients.
     *
     * @param number number of the group
     * @param group the group
     * @param state the optimizer's state of all groups
     */
    FusedStep(int number, ParameterGroup group, OptimizerState state) {
        this.group = number;
        this.state = state;
        for (int i = 0; i < group.parameters().size(); i++) {
            Parameter parameter = group.parameters().get(i);
            Tensor gradient = new Tensor(parameter.tensor().grad());
            if (gradient.defined()) {
                numbers.add(i);
                parameters.add(parameter.tensor());
                gradients.add(gradient);
            }
        }
    }

    boolean isEmpty() {
        return parameters.isEmpty();
    }

    IValue parameters() {
        return ForeachOps.list(parameters);
    }

    IValue gradients() {
        return ForeachOps.list(gradients);
    }

    /** The tensors of a name in the state of those parameters. */
    IValue state(String name) {
        return ForeachOps.list(
                numbers.stream().map(i -> state.get(group, i, name)).toList());
    }

    /** To be called after the kernel, which does not raise the version counters of the parameters that it changed. */
    void markChanged() {
        ForeachOps.markChanged(parameters);
    }

    /** Checks the layout of the gradients; autograd keeps it, so one look at the first step suffices. */
    void requireSameLayouts(ParameterGroup of) {
        for (int i = 0; i < gradients.size(); i++) {
            Tensor gradient = gradients.get(i);
            long[] sides = gradient.shape();
            for (int d = 0; d < sides.length; d++) {
                long theirs = parameters.get(i).stride(d);
                if (sides[d] > 1 && gradient.stride(d) != theirs) {
                    throw new IllegalStateException(
                            "gradient of " + of.parameters().get(numbers.get(i)).name() + " has stride "
                                    + gradient.stride(d) + " in dimension " + d + ", its parameter " + theirs);
                }
            }
        }
    }
}
