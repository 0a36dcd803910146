package io.metaformer4j.training.objective;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import io.metaformer4j.vision.data.ClassTarget;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * One class for each picture, or probabilities where pictures are mixed: the mean cross-entropy between the softmax of the
 * outputs and the targets. Smoothed like timm's {@code LabelSmoothingCrossEntropy} and mixed targets.
 *
 * @param labelSmoothing share of the target that is spread over all classes, in [0, 1)
 */
public record SoftCrossEntropy(double labelSmoothing) implements ObjectiveSpec {

    private static final long MEAN = 1;
    private static final long IGNORED_LABEL = -100;

    public SoftCrossEntropy {
        ObjectiveSpec.requireSmoothing(labelSmoothing);
    }

    @Override
    public boolean mixesTargets() {
        return true;
    }

    @Override
    public Targets targets(BatchTargets<ClassTarget> batch) {
        return batch.isMixed() ? SoftTargets.of(batch, labelSmoothing) : ClassIndices.of(batch);
    }

    /** Class indices {@code [N]} are smoothed here, probabilities {@code [N, classes]} are already. */
    @Override
    public Tensor loss(Tensor outputs, Tensor targets) {
        double smoothing = targets.dim() == 1 ? labelSmoothing : 0;
        return cross_entropy_loss(outputs, targets, new TensorOptional(), MEAN, IGNORED_LABEL, smoothing);
    }

    @Override
    public SoftCrossEntropy withLabelSmoothing(double smoothing) {
        return new SoftCrossEntropy(smoothing);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.crossEntropy(this);
    }
}
