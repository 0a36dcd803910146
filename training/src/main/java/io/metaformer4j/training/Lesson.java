package io.metaformer4j.training;

import io.metaformer4j.torch.Tensors;
import io.metaformer4j.vision.ImageBatch;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Pictures of a batch with what the network should answer. The memory of the pictures is only lent.
 *
 * @param images the pictures
 * @param labels class of each picture, used where there are no soft targets
 * @param targets soft targets {@code [N, classes]} row by row, or nothing
 */
record Lesson(ImageBatch images, Labels labels, Targets targets) {

    /** Classes of pictures. */
    static final class Labels {
        private final int[] classes;

        Labels(int[] classes) {
            this.classes = classes;
        }
    }

    /** Shares of classes. */
    static final class Targets {
        static final Targets NONE = new Targets(new float[0], 0);
        private final float[] shares;
        private final int classes;

        Targets(float[] shares, int classes) {
            this.shares = shares;
            this.classes = classes;
        }
    }

    int size() {
        return images.size();
    }

    /** Whether the targets are soft; label smoothing is then a part of them. */
    boolean isMixed() {
        return targets != Targets.NONE;
    }

    /** What the loss compares with: classes {@code [count]} or shares {@code [count, classes]}. */
    Tensor targets(int from, int count) {
        if (!isMixed()) {
            return Tensors.of(labels.classes, from, count);
        }
        int width = targets.classes;
        return Tensors.of(Arrays.copyOfRange(targets.shares, from * width, (from + count) * width), count, width);
    }
}
