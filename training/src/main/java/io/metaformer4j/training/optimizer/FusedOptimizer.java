package io.metaformer4j.training.optimizer;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.weights.WeightTensor;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** An optimizer whose step is one native call for each group. */
final class FusedOptimizer implements Optimizer {

    /** What tells one such optimizer from another. */
    interface Rule {

        /** The state of a parameter before its first step, under PyTorch's names and in their order; on its device. */
        Map<String, Tensor> zeros(Tensor like);

        /** Changes the parameters of a group that have gradients. */
        void apply(FusedStep step, ForeachOps ops, double rate, double weightDecay);
    }

    private final Rule rule;
    private final List<ParameterGroup> groups;
    private final OptimizerState state;
    private final ForeachOps ops = new ForeachOps();
    private boolean layoutsChecked;

    FusedOptimizer(Rule rule, List<ParameterGroup> groups) {
        this.rule = rule;
        this.groups = List.copyOf(groups);
        this.state = new OptimizerState(groups, rule::zeros);
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
        rule.apply(step, ops, rate, group.weightDecay());
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
