package io.metaformer4j.training.optimizer.rule;

import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * Lion (arXiv 2302.06675) as in timm 1.0.29: every value moves by the learning rate, up or down.
 *
 * @param beta1 share of the average in the direction of a step
 * @param beta2 decay of the average of gradients
 */
public record LionRule(double beta1, double beta2) implements UpdateRule {

    @Override
    public Map<String, Tensor> zeros(Tensor like) {
        return Map.of(StateNames.AVERAGE, new Tensor(zeros_like(like)));
    }

    @Override
    public void apply(List<GroupStep> groups, ForeachOps ops) {
        for (GroupStep group : groups) {
            IValue parameters = group.parameters();
            IValue gradients = group.gradients();
            IValue averages = group.state(StateNames.AVERAGE);
            if (group.weightDecay() != 0) {
                ops.multiply(parameters, 1 - group.rate() * group.weightDecay());
            }
            IValue updates = ops.product(averages, beta1);
            ops.add(updates, gradients, 1 - beta1);
            ops.signs(updates);
            ops.add(parameters, updates, -group.rate());
            ops.interpolate(averages, gradients, 1 - beta2);
        }
    }
}
