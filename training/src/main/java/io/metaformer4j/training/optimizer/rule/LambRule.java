package io.metaformer4j.training.optimizer.rule;

import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.where;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * LAMB (arXiv 1904.00962) as in timm 1.0.29: Adam's update of each tensor is stretched to the length of the tensor. The
 * factor of a joint gradient norm that is too large is worked into the averages, so that the gradients stay.
 *
 * @param beta1 decay of the average of gradients
 * @param beta2 decay of the average of squared gradients
 * @param epsilon added to the root of the squared average
 * @param maxGradientNorm largest joint norm of all gradients; empty for no limit
 * @param trustClip whether an update is never lengthened
 * @param alwaysAdapt whether updates of groups without weight decay are stretched, too
 * @param decoupledDecay whether the decay acts on the weights beside the update, and is no part of it
 */
public record LambRule(
        double beta1,
        double beta2,
        double epsilon,
        OptionalDouble maxGradientNorm,
        boolean trustClip,
        boolean alwaysAdapt,
        boolean decoupledDecay)
        implements UpdateRule {

    @Override
    public Map<String, Tensor> zeros(Tensor like) {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        zeros.put(StateNames.STEP, full(new long[0], new Scalar(0.0)).to(ScalarType.Float));
        zeros.put(StateNames.AVERAGE, new Tensor(zeros_like(like)));
        zeros.put(StateNames.SQUARE, new Tensor(zeros_like(like)));
        return zeros;
    }

    @Override
    public void apply(List<GroupStep> groups, ForeachOps ops) {
        double factor = gradientFactor(groups, ops);
        for (GroupStep group : groups) {
            IValue parameters = group.parameters();
            IValue updates = adamUpdates(group, factor, ops);
            if (group.weightDecay() != 0) {
                decay(parameters, updates, group, ops);
            }
            if (group.weightDecay() != 0 || alwaysAdapt) {
                ops.multiply(updates, trust(parameters, updates, ops));
            }
            ops.add(parameters, updates, -group.rate());
        }
    }

    private double gradientFactor(List<GroupStep> groups, ForeachOps ops) {
        if (maxGradientNorm.isEmpty()) {
            return 1;
        }
        List<Tensor> gradients = groups.stream()
                .flatMap(group -> group.gradientTensors().stream())
                .toList();
        double norm = ops.norm(ForeachOps.list(gradients), 2);
        return 1 / Math.max(1, norm / maxGradientNorm.getAsDouble());
    }

    private IValue adamUpdates(GroupStep group, double factor, ForeachOps ops) {
        long step = group.count(ops);
        IValue gradients = group.gradients();
        IValue averages = group.state(StateNames.AVERAGE);
        IValue squares = group.state(StateNames.SQUARE);
        ops.multiply(averages, beta1);
        ops.add(averages, gradients, (1 - beta1) * factor);
        ops.multiply(squares, beta2);
        ops.addProduct(squares, gradients, gradients, (1 - beta2) * factor * factor);
        double correction = 1 / Math.sqrt(1 - Math.pow(beta2, (double) step));
        IValue updates = ops.quotient(averages, ops.shiftedRoots(squares, correction, epsilon));
        ops.multiply(updates, 1 / (1 - Math.pow(beta1, (double) step)));
        return updates;
    }

    private void decay(IValue parameters, IValue updates, GroupStep group, ForeachOps ops) {
        if (decoupledDecay) {
            ops.multiply(parameters, 1 - group.rate() * group.weightDecay());
        } else {
            ops.add(updates, parameters, group.weightDecay());
        }
    }

    /** Length of each parameter divided by that of its update; 1 where either is zero. */
    private IValue trust(IValue parameters, IValue updates, ForeachOps ops) {
        Tensor lengths = ops.norms(parameters, 2);
        Tensor steps = ops.norms(updates, 2);
        Tensor usable = lengths.gt(new Scalar(0.0)).logical_and(steps.gt(new Scalar(0.0)));
        Tensor ratios = where(usable, lengths.div(steps), new Scalar(1.0));
        TensorVector each = (trustClip ? ratios.clamp_max(new Scalar(1.0)) : ratios).unbind(0);
        List<Tensor> scalars = new ArrayList<>();
        for (long i = 0; i < each.size(); i++) {
            scalars.add(new Tensor(each.get(i)));
        }
        return ForeachOps.list(scalars);
    }
}
