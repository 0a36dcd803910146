package io.metaformer4j.training.objective;

import io.metaformer4j.vision.augment.Mix;
import io.metaformer4j.vision.augment.MixedBatch;
import java.util.List;

/**
 * What the data say about the pictures of a batch.
 *
 * @param labels class of each picture before any mixing; only lent
 * @param mixes how each picture was mixed with another, as many as labels; empty if none was
 * @param classes number of classes of the network
 */
public record BatchLabels(int[] labels, List<Mix> mixes, int classes) {

    public BatchLabels {
        mixes = List.copyOf(mixes);
    }

    /** Whether pictures were mixed, so that one class is not enough to describe them. */
    boolean isMixed() {
        return !mixes.isEmpty();
    }

    /** What each class gets of each picture, with label smoothing as in timm's mixup. */
    Targets soft(double smoothing) {
        return new SoftTargets(MixedBatch.targets(labels, mixes, classes, smoothing), classes);
    }
}
