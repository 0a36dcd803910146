package io.metaformer4j.training.optimizer;

import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** AdamW on libtorch's fused kernel. */
record AdamWRule(OptimizerSpec.AdamW spec) implements FusedOptimizer.Rule {

    static final String STEP = "step";
    static final String AVERAGE = "exp_avg";
    static final String SQUARE = "exp_avg_sq";

    /** The step is a float32 scalar beside the parameter, and the order is that of PyTorch's checkpoints. */
    @Override
    public Map<String, Tensor> zeros(Tensor like) {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        zeros.put(STEP, full(new long[0], new Scalar(0.0)).to(like.device(), ScalarType.Float));
        zeros.put(AVERAGE, new Tensor(zeros_like(like)));
        zeros.put(SQUARE, new Tensor(zeros_like(like)));
        return zeros;
    }

    @Override
    public void apply(FusedStep step, ForeachOps ops, double rate, double weightDecay) {
        ForeachOps.AdamWLists lists = new ForeachOps.AdamWLists(
                step.parameters(), step.gradients(), step.state(AVERAGE), step.state(SQUARE), step.state(STEP));
        ops.add(lists.steps(), 1);
        ops.adamW(lists, rate, spec, weightDecay);
    }
}
