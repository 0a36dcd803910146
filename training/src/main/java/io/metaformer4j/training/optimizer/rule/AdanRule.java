package io.metaformer4j.training.optimizer.rule;

import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Adan (arXiv 2208.06677) as in timm 1.0.29: Adam with Nesterov's momentum, which it takes from the difference of each
 * gradient from the one before. In the first step of a group that difference is zero.
 *
 * @param beta1 decay of the average of gradients
 * @param beta2 decay of the average of differences
 * @param beta3 decay of the average of squares
 * @param epsilon added to the root of the squared average
 * @param proximal whether the decay divides the new weights, and does not multiply the old ones
 */
public record AdanRule(double beta1, double beta2, double beta3, double epsilon, boolean proximal)
        implements UpdateRule {

    @Override
    public Map<String, Tensor> zeros(Tensor like) {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        zeros.put(StateNames.STEP, full(new long[0], new Scalar(0.0)).to(ScalarType.Float));
        zeros.put(StateNames.AVERAGE, new Tensor(zeros_like(like)));
        zeros.put(StateNames.DIFFERENCE, new Tensor(zeros_like(like)));
        zeros.put(StateNames.SQUARE, new Tensor(zeros_like(like)));
        zeros.put(StateNames.NEGATIVE, new Tensor(zeros_like(like)));
        return zeros;
    }

    @Override
    public void apply(List<GroupStep> groups, ForeachOps ops) {
        for (GroupStep group : groups) {
            long step = group.count(ops);
            IValue gradients = group.gradients();
            IValue negatives = group.state(StateNames.NEGATIVE);
            if (step == 1) {
                remember(gradients, negatives, ops);
            }
            average(group, gradients, negatives, ops);
            move(group, step, ops);
            remember(gradients, negatives, ops);
        }
    }

    private static void remember(IValue gradients, IValue negatives, ForeachOps ops) {
        ops.clear(negatives);
        ops.add(negatives, gradients, -1);
    }

    /** Moves the three averages; the memory of the last gradients serves as room for the numbers in between. */
    private void average(GroupStep group, IValue gradients, IValue negatives, ForeachOps ops) {
        IValue averages = group.state(StateNames.AVERAGE);
        IValue differences = group.state(StateNames.DIFFERENCE);
        IValue squares = group.state(StateNames.SQUARE);
        ops.add(negatives, gradients);
        ops.multiply(averages, beta1);
        ops.add(averages, gradients, 1 - beta1);
        ops.multiply(differences, beta2);
        ops.add(differences, negatives, 1 - beta2);
        ops.multiply(negatives, beta2);
        ops.add(negatives, gradients);
        ops.multiply(squares, beta3);
        ops.addProduct(squares, negatives, negatives, 1 - beta3);
    }

    private void move(GroupStep group, long step, ForeachOps ops) {
        IValue parameters = group.parameters();
        double rate = group.rate();
        double correction = 1 / Math.sqrt(1 - Math.pow(beta3, (double) step));
        IValue roots = ops.shiftedRoots(group.state(StateNames.SQUARE), correction, epsilon);
        if (!proximal) {
            ops.multiply(parameters, 1 - rate * group.weightDecay());
        }
        ops.addQuotient(
                parameters, group.state(StateNames.AVERAGE), roots, -rate / (1 - Math.pow(beta1, (double) step)));
        ops.addQuotient(
                parameters,
                group.state(StateNames.DIFFERENCE),
                roots,
                -rate * beta2 / (1 - Math.pow(beta2, (double) step)));
        if (proximal) {
            ops.multiply(parameters, 1 / (1 + rate * group.weightDecay()));
        }
    }
}
