package io.metaformer4j.training.optimizer;

import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.weights.WeightTensor;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** AdamW on libtorch's fused kernel, one native call for each group. */
final class AdamWOptimizer implements Optimizer {

    static final String STEP = "step";
    static final String AVERAGE = "exp_avg";
    static final String SQUARE = "exp_avg_sq";

    private final OptimizerSpec.AdamW spec;
    private final List<ParameterGroup> groups;
    private final OptimizerState state;
    private final ForeachOps ops = new ForeachOps();
    private boolean layoutsChecked;

    AdamWOptimizer(OptimizerSpec.AdamW spec, List<ParameterGroup> groups) {
        this.spec = spec;
        this.groups = List.copyOf(groups);
        this.state = new OptimizerState(groups, AdamWOptimizer::zeros);
    }

    /** The step is a float32 scalar, as in PyTorch. */
    private static Map<String, Tensor> zeros(Tensor like) {
        return Map.of(
                STEP, full(new long[0], new Scalar(0.0)),
                AVERAGE, new Tensor(zeros_like(like)),
                SQUARE, new Tensor(zeros_like(like)));
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
        ForeachOps.AdamWLists lists = new ForeachOps.AdamWLists(
                step.parameters(), step.gradients(), step.state(AVERAGE), step.state(SQUARE), step.state(STEP));
        ops.add(lists.steps(), 1);
        ops.adamW(lists, rate, spec, group.weightDecay());
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
