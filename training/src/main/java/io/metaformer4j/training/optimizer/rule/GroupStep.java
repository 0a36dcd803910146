package io.metaformer4j.training.optimizer.rule;

import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * The parameters of a group that have gradients, for operations that change them all in one native call. Owned by the open
 * scope.
 */
public final class GroupStep {

    private final List<Map<String, Tensor>> everyState;
    private final List<Map<String, Tensor>> states = new ArrayList<>();
    private final List<Tensor> parameters = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();
    private final double rate;
    private final double weightDecay;

    /**
     * Collects what has gradients.
     *
     * @param trained all parameters of the group
     * @param states the state of each
     * @param rate learning rate of this group in this step
     * @param weightDecay weight decay of this group
     */
    public GroupStep(List<Tensor> trained, List<Map<String, Tensor>> states, double rate, double weightDecay) {
        this.everyState = states;
        this.rate = rate;
        this.weightDecay = weightDecay;
        for (int i = 0; i < trained.size(); i++) {
            Tensor gradient = new Tensor(trained.get(i).grad());
            if (gradient.defined()) {
                this.states.add(states.get(i));
                parameters.add(trained.get(i));
                gradients.add(gradient);
            }
        }
    }

    /** Whether no parameter has a gradient. */
    public boolean isEmpty() {
        return parameters.isEmpty();
    }

    double rate() {
        return rate;
    }

    double weightDecay() {
        return weightDecay;
    }

    IValue parameters() {
        return ForeachOps.list(parameters);
    }

    IValue gradients() {
        return ForeachOps.list(gradients);
    }

    List<Tensor> gradientTensors() {
        return gradients;
    }

    /** The tensors of a name in the state of those parameters. */
    IValue state(String name) {
        return ForeachOps.list(states.stream().map(state -> state.get(name)).toList());
    }

    /**
     * Counts this step for the whole group, also for parameters without gradient, as timm's optimizers do. The counters lie
     * in the memory of the processor, so that reading one waits for nothing.
     *
     * @return the number of the step, from 1
     */
    long count(ForeachOps ops) {
        List<Tensor> steps =
                everyState.stream().map(state -> state.get(StateNames.STEP)).toList();
        ops.add(ForeachOps.list(steps), 1);
        return (long) steps.get(0).item_float();
    }

    /** To be called after the change: the operations do not raise the version counters of what they changed. */
    public void markChanged() {
        ForeachOps.markChanged(parameters);
    }
}
