package io.metaformer4j.training.objective;

import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.vision.augment.BatchMixer;
import io.metaformer4j.vision.augment.Mix;
import io.metaformer4j.vision.data.ClassTarget;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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

    /** The classes with label smoothing as in timm's mixup, mixed as the pictures are. */
    static SoftTargets of(BatchTargets<ClassTarget> batch, double smoothing) {
        int[] labels = ClassTarget.labels(batch.targets());
        List<Mix> mixes = batch.isMixed() ? batch.mixes() : Collections.nCopies(labels.length, Mix.none());
        int classes = batch.architecture().classes();
        return new SoftTargets(BatchMixer.targets(labels, mixes, classes, smoothing), classes);
    }

    @Override
    public Tensor slice(int from, int count) {
        return Tensors.of(Arrays.copyOfRange(values, from * classes, (from + count) * classes), count, classes);
    }
}
