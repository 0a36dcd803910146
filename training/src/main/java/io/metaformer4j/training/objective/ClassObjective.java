package io.metaformer4j.training.objective;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import org.bytedeco.pytorch.Tensor;

/** An objective for pictures of one class each, which compares the network's logits with targets made of the classes. */
public interface ClassObjective extends Objective<ClassTarget> {

    /**
     * What the network should answer to a batch.
     *
     * @param batch what the data say
     * @return the targets
     */
    Targets targets(BatchTargets<ClassTarget> batch);

    /**
     * How far logits are from the targets.
     *
     * @param outputs what the network answered, {@code [N * views, classes]}, the views of a picture one after the other, with
     *     gradients
     * @param targets the targets of the same pictures, on the device of the outputs
     * @return a scalar, the mean over the pictures, owned by the open scope
     */
    Tensor loss(Tensor outputs, Tensor targets);

    @Override
    default void requireFit(Architecture architecture, Dataset<ClassTarget> data) {
        int classes = data.classNames().size();
        if (classes > architecture.classes()) {
            throw new MetaFormerException("the training data have " + classes + " classes, but the network has "
                    + architecture.classes() + "; set the number of classes");
        }
    }

    @Override
    default String fingerprint(ClassTarget target) {
        return String.valueOf(target.label());
    }

    @Override
    default BatchLoss prepare(BatchTargets<ClassTarget> batch) {
        Targets targets = targets(batch);
        return (network, images, from, count) -> {
            Tensor outputs = network.backbone().forward(images);
            return loss(outputs, beside(outputs, targets.slice(from, count)));
        };
    }

    /** Targets where the outputs are: on a graphics card a copy, on the processor themselves. */
    private static Tensor beside(Tensor outputs, Tensor targets) {
        return targets.to(outputs.device(), targets.scalar_type().intern());
    }
}
