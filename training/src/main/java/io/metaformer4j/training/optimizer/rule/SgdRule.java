package io.metaformer4j.training.optimizer.rule;

import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Stochastic gradient descent on libtorch's fused kernel. The momentum begins at zero, which without dampening is the same as
 * PyTorch's copy of the first gradient.
 *
 * @param momentum share of the last step in the next; 0 for none
 * @param nesterov whether the gradient is corrected as if the momentum had acted already
 */
public record SgdRule(double momentum, boolean nesterov) implements UpdateRule {

    @Override
    public Map<String, Tensor> zeros(Tensor like) {
        return momentum > 0 ? Map.of(StateNames.MOMENTUM, new Tensor(zeros_like(like))) : Map.of();
    }

    @Override
    public void apply(List<GroupStep> groups, ForeachOps ops) {
        for (GroupStep group : groups) {
            ForeachOps.SgdLists lists = new ForeachOps.SgdLists(
                    group.parameters(),
                    group.gradients(),
                    momentum > 0 ? group.state(StateNames.MOMENTUM) : ForeachOps.list(List.of()));
            ops.sgd(lists, group.rate(), momentum, nesterov, group.weightDecay());
        }
    }
}
