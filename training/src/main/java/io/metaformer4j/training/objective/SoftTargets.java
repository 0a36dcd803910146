package io.metaformer4j.training.objective;

import io.metaformer4j.torch.natives.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** What each class gets of each picture: {@code [count, classes]}, float32. */
final class SoftTargets implements Targets {

    private final float[] values;
    private final int classes;

    /** Takes {@code [N, classes]} row by row. */
    SoftTargets(float[] values, int classes) {
        this.values = values;
        this.classes = classes;
    }

    @Override
    public Tensor slice(int from, int count) {
        return Tensors.of(Arrays.copyOfRange(values, from * classes, (from + count) * classes), count, classes);
    }
}
