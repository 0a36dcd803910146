package io.metaformer4j.training.optimizer;

import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.weights.WeightTensor;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Stochastic gradient descent on libtorch's fused kernel, one native call for each group. The momentum begins at zero, which
 * without dampening is the same as PyTorch's copy of the first gradient.
 */
final class SgdOptimizer implements Optimizer {

    static final String MOMENTUM = "momentum_buffer";

    private final OptimizerSpec.Sgd spec;
    private final List<ParameterGroup> groups;
    private final OptimizerState state;
    private final ForeachOps ops = new ForeachOps();
    private boolean layoutsChecked;

    SgdOptimizer(OptimizerSpec.Sgd spec, List<ParameterGroup> groups) {
        this.spec = spec;
        this.groups = List.copyOf(groups);
        this.state = new OptimizerState(
                groups, like -> spec.momentum() > 0 ? Map.of(MOMENTUM, new Tensor(zeros_like(like))) : Map.of());
    }

    @Override
    public List<ParameterGroup> groups() {
        return groups;
    }

    @Override
    public void step(double rate) {
        try (TensorScope ignored = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            for (int g = 0; g < groups.size(); g++) {
                step(new FusedStep(g, groups.get(g), state), groups.get(g), rate);
            }
            layoutsChecked = true;
        }
    }

    private void step(FusedStep step, ParameterGroup group, double rate) {
        if (step.isEmpty()) {
            return;
        }
        if (!layoutsChecked) {
            step.requireSameLayouts(group);
        }
        ForeachOps.SgdLists lists = new ForeachOps.SgdLists(
                step.parameters(),
                step.gradients(),
                spec.momentum() > 0 ? step.state(MOMENTUM) : ForeachOps.list(List.of()));
        ops.sgd(lists, rate, spec, group.weightDecay());
        step.markChanged();
    }

    @Override
    public List<Map<String, Tensor>> state() {
        return state.tensors();
    }

    @Override
    public void restore(List<Map<String, WeightTensor>> saved) {
        state.restore(saved);
    }

    @Override
    public void close() {
        state.close();
        ops.close();
    }
}
