package io.metaformer4j.training.optimizer;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import io.metaformer4j.training.optimizer.rule.GroupStep;
import io.metaformer4j.training.optimizer.rule.UpdateRule;
import io.metaformer4j.weights.WeightTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** An optimizer whose step is a few native calls for each group. */
final class FusedOptimizer implements Optimizer {

    private final UpdateRule rule;
    private final List<ParameterGroup> groups;
    private final OptimizerState state;
    private final ForeachOps ops = new ForeachOps();
    private boolean layoutsChecked;

    FusedOptimizer(UpdateRule rule, List<ParameterGroup> groups) {
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
            List<GroupStep> steps = new ArrayList<>();
            for (int g = 0; g < groups.size(); g++) {
                GroupStep step = groups.get(g).step(state.group(g), rate);
                if (!step.isEmpty()) {
                    steps.add(step);
                }
            }
            if (!layoutsChecked) {
                groups.forEach(ParameterGroup::requireSameLayouts);
                layoutsChecked = true;
            }
            if (!steps.isEmpty()) {
                rule.apply(steps, ops);
                steps.forEach(GroupStep::markChanged);
            }
        }
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
