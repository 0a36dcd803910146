package io.metaformer4j.training.objective;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.zoo.MetaFormerException;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One class for each picture, and the same answer to several views of it (AugMix, arXiv 1912.02781, section 3), as timm's
 * {@code JsdCrossEntropy}. With the softmax {@code p_v} of the outputs for view {@code v}, of which the first is the clean one:
 *
 * <pre>
 * m    = max(mean_v p_v, 1e-7)
 * loss = cross_entropy(p_0, target) + weight * mean_v KL(p_v || m)
 * </pre>
 *
 * @param labelSmoothing share of the target that is spread over all classes, in [0, 1)
 * @param views views of each picture, at least 2
 * @param weight what the divergence counts, 12 in the paper
 */
public record JsdCrossEntropy(double labelSmoothing, int views, double weight) implements ObjectiveSpec {

    private static final double PAPER_WEIGHT = 12;
    private static final double SMALLEST = 1e-7;
    private static final long MEAN = 1;
    private static final long IGNORED_LABEL = -100;

    public JsdCrossEntropy {
        ObjectiveSpec.requireSmoothing(labelSmoothing);
        if (views < 2) {
            throw new MetaFormerException(
                    "a divergence between the answers to " + views + " views of a picture needs at least 2");
        }
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new MetaFormerException(
                    "the weight of the divergence between views is " + weight + ", but must be above 0 and finite");
        }
    }

    /**
     * With the weight of the paper.
     *
     * @param labelSmoothing share of the target that is spread over all classes, in [0, 1)
     * @param views views of each picture, at least 2
     * @return the objective
     */
    public static JsdCrossEntropy of(double labelSmoothing, int views) {
        return new JsdCrossEntropy(labelSmoothing, views, PAPER_WEIGHT);
    }

    @Override
    public Targets targets(BatchTargets<ClassTarget> batch) {
        return ClassIndices.of(batch);
    }

    @Override
    public Tensor loss(Tensor outputs, Tensor targets) {
        long rows = outputs.size(0);
        Tensor logits = outputs.to(ScalarType.Float).unflatten(0, rows / views, views); // [N, views, classes]
        Tensor ofClean = cross_entropy_loss(
                logits.select(1, 0), targets, new TensorOptional(), MEAN, IGNORED_LABEL, labelSmoothing);
        Tensor logs = logits.log_softmax(2);
        Tensor probabilities = logs.exp();
        Tensor mixture = probabilities
                .mean(new long[] {1}, true, new ScalarTypeOptional())
                .clamp_min(new Scalar(SMALLEST)); // [N, 1, classes]
        Tensor divergence = probabilities.mul(logs.sub(mixture.log())).sum().mul(new Scalar(weight / rows));
        return ofClean.add(divergence);
    }

    @Override
    public JsdCrossEntropy withLabelSmoothing(double smoothing) {
        return new JsdCrossEntropy(smoothing, views, weight);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.jsd(this);
    }
}
