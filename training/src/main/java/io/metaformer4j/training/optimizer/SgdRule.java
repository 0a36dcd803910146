package io.metaformer4j.training.optimizer;

import static org.bytedeco.pytorch.global.torch.zeros_like;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Stochastic gradient descent on libtorch's fused kernel. The momentum begins at zero, which without dampening is the same as
 * PyTorch's copy of the first gradient.
 */
record SgdRule(OptimizerSpec.Sgd spec) implements FusedOptimizer.Rule {

    static final String MOMENTUM = "momentum_buffer";

    @Override
    public Map<String, Tensor> zeros(Tensor like) {
        return spec.momentum() > 0 ? Map.of(MOMENTUM, new Tensor(zeros_like(like))) : Map.of();
    }

    @Override
    public void apply(FusedStep step, ForeachOps ops, double rate, double weightDecay) {
        ForeachOps.SgdLists lists = new ForeachOps.SgdLists(
                step.parameters(),
                step.gradients(),
                spec.momentum() > 0 ? step.state(MOMENTUM) : ForeachOps.list(List.of()));
        ops.sgd(lists, rate, spec, weightDecay);
    }
}
