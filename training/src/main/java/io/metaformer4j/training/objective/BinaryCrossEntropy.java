package io.metaformer4j.training.objective;

import static org.bytedeco.pytorch.global.torch.binary_cross_entropy_with_logits;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * A yes or no for each class ("ResNet strikes back", arXiv 2110.00476, section 2.2), as timm's {@code BinaryCrossEntropy}: the
 * cross-entropy between the sigmoid of each output and its target, smoothed and mixed like those of
 * {@link SoftCrossEntropy}.
 *
 * @param labelSmoothing share of the target that is spread over all classes, in [0, 1)
 * @param targetThreshold targets above it become 1 and all others 0, in [0, 1); empty to leave them as they are
 * @param sumClasses whether the losses of a picture's classes are added up, so that the loss is larger by the number of
 *     classes; otherwise their mean is taken
 */
public record BinaryCrossEntropy(double labelSmoothing, OptionalDouble targetThreshold, boolean sumClasses)
        implements ObjectiveSpec {

    private static final long MEAN = 1;

    public BinaryCrossEntropy {
        ObjectiveSpec.requireSmoothing(labelSmoothing);
        if (targetThreshold.isPresent() && !(targetThreshold.getAsDouble() >= 0 && targetThreshold.getAsDouble() < 1)) {
            throw new MetaFormerException("the threshold of the targets is " + targetThreshold.getAsDouble()
                    + ", but must be at least 0 and below 1");
        }
    }

    /**
     * Targets as they are, and the mean over the classes.
     *
     * @param labelSmoothing share of the target that is spread over all classes, in [0, 1)
     */
    public BinaryCrossEntropy(double labelSmoothing) {
        this(labelSmoothing, OptionalDouble.empty(), false);
    }

    @Override
    public boolean mixesTargets() {
        return true;
    }

    @Override
    public Targets targets(BatchTargets<ClassTarget> batch) {
        return SoftTargets.of(batch, labelSmoothing);
    }

    @Override
    public Tensor loss(Tensor outputs, Tensor targets) {
        Tensor wanted = targetThreshold.isPresent()
                ? targets.gt(new Scalar(targetThreshold.getAsDouble()))
                        .to(targets.scalar_type().intern())
                : targets;
        Tensor mean = binary_cross_entropy_with_logits(
                outputs.to(targets.scalar_type().intern()), wanted, new TensorOptional(), new TensorOptional(), MEAN);
        return sumClasses ? mean.mul(new Scalar((double) outputs.size(1))) : mean;
    }

    @Override
    public BinaryCrossEntropy withLabelSmoothing(double smoothing) {
        return new BinaryCrossEntropy(smoothing, targetThreshold, sumClasses);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.binaryCrossEntropy(this);
    }
}
