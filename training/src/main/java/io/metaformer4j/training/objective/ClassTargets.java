package io.metaformer4j.training.objective;

import io.metaformer4j.torch.natives.Tensors;
import org.bytedeco.pytorch.Tensor;

/** One class for each picture: indices {@code [count]}, int64. */
final class ClassTargets implements Targets {

    private final int[] labels;

    ClassTargets(int[] labels) {
        this.labels = labels;
    }

    @Override
    public Tensor slice(int from, int count) {
        return Tensors.of(labels, from, count);
    }
}
