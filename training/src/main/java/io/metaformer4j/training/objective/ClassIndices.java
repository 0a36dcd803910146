package io.metaformer4j.training.objective;

import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.vision.data.ClassTarget;
import org.bytedeco.pytorch.Tensor;

/** One class for each picture: indices {@code [count]}, int64. */
final class ClassIndices implements Targets {

    private final int[] labels;

    ClassIndices(int[] labels) {
        this.labels = labels;
    }

    /** The classes as the data have them. */
    static ClassIndices of(BatchTargets<ClassTarget> batch) {
        return new ClassIndices(ClassTarget.labels(batch.targets()));
    }

    @Override
    public Tensor slice(int from, int count) {
        return Tensors.of(labels, from, count);
    }
}
