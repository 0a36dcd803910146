package io.metaformer4j.training.objective;

import io.metaformer4j.vision.augment.BatchMixer;
import io.metaformer4j.vision.augment.Mix;
import java.util.Collections;
import java.util.List;

/** What the data say about the pictures of a batch. */
public final class BatchLabels {

    private final int[] labels;
    private final List<Mix> mixes;
    private final int classes;

    /**
     * Describes a batch.
     *
     * @param labels class of each picture before any mixing; only lent
     * @param mixes how each picture was mixed with another, as many as labels; empty if none was
     * @param classes number of classes of the network
     */
    public BatchLabels(int[] labels, List<Mix> mixes, int classes) {
        this.labels = labels;
        this.mixes = List.copyOf(mixes);
        this.classes = classes;
    }

    /**
     * The class of each picture before any mixing.
     *
     * @return a copy
     */
    public int[] labels() {
        return labels.clone();
    }

    /**
     * How each picture was mixed with another.
     *
     * @return as many as labels, or none if no picture was mixed
     */
    public List<Mix> mixes() {
        return mixes;
    }

    /**
     * The number of classes of the network.
     *
     * @return at least as many as the labels name
     */
    public int classes() {
        return classes;
    }

    /** Whether pictures were mixed, so that one class is not enough to describe them. */
    boolean isMixed() {
        return !mixes.isEmpty();
    }

    /** What each class gets of each picture, with label smoothing as in timm's mixup. */
    Targets soft(double smoothing) {
        List<Mix> all = isMixed() ? mixes : Collections.nCopies(labels.length, Mix.none());
        return new SoftTargets(BatchMixer.targets(labels, all, classes, smoothing), classes);
    }
}
