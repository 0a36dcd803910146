package io.metaformer4j.training.optimizer.rule;

import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * AdamW on libtorch's fused kernel.
 *
 * @param numbers its betas and epsilon
 */
public record AdamWRule(ForeachOps.AdamWNumbers numbers) implements UpdateRule {

    /** The step is a float32 scalar beside the parameter, and the order is that of PyTorch's checkpoints. */
    @Override
    public Map<String, Tensor> zeros(Tensor like) {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        zeros.put(StateNames.STEP, full(new long[0], new Scalar(0.0)).to(like.device(), ScalarType.Float));
        zeros.put(StateNames.AVERAGE, new Tensor(zeros_like(like)));
        zeros.put(StateNames.SQUARE, new Tensor(zeros_like(like)));
        return zeros;
    }

    @Override
    public void apply(List<GroupStep> groups, ForeachOps ops) {
        for (GroupStep group : groups) {
            ForeachOps.AdamWLists lists = new ForeachOps.AdamWLists(
                    group.parameters(),
                    group.gradients(),
                    group.state(StateNames.AVERAGE),
                    group.state(StateNames.SQUARE),
                    group.state(StateNames.STEP));
            ops.add(lists.steps(), 1);
            ops.adamW(lists, group.rate(), numbers, group.weightDecay());
        }
    }
}
