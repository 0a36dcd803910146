package io.metaformer4j.training.objective;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.zoo.architecture.Architecture;

/**
 * What a network is trained for. Immutable and used by several threads at once. The trainer knows nothing else about the
 * task, neither what a target is nor which of the network's answers count: it hands the targets of a batch to {@link #prepare},
 * and the network to the {@link BatchLoss} that this makes of them. For one class of each picture there is
 * {@link ClassObjective}.
 *
 * @param <T> what is known of a picture
 */
public interface Objective<T> {

    /**
     * How many pictures the network sees of each that the data have: the first with nothing done but a crop and flips, every
     * other one with operations drawn for it.
     *
     * @return at least 1
     */
    default int views() {
        return 1;
    }

    /**
     * Whether {@link #prepare} mixes targets as their pictures are mixed. If not, a recipe that mixes pictures is refused.
     *
     * @return whether it reads {@link BatchTargets#mixes()}
     */
    default boolean mixesTargets() {
        return false;
    }

    /**
     * Checks before a run that a network and data are made for this.
     *
     * @param architecture the network
     * @param data the training data
     * @throws io.metaformer4j.zoo.MetaFormerException if they are not; the message says how to mend it
     */
    default void requireFit(Architecture architecture, Dataset<T> data) {}

    /**
     * What the stored recipe of a run says about this.
     *
     * @return this, if a recipe can say all of it; otherwise a name that stays the same from run to run, by default that of the
     *     class
     */
    default ObjectiveSpec recorded() {
        return new CustomObjective(getClass().getName());
    }

    /**
     * By what a target is recognised, so that no run goes on with other targets unnoticed.
     *
     * @param target what is known of a picture
     * @return for equal targets the same text, in every process; for others another one
     */
    String fingerprint(T target);

    /**
     * Makes ready what the network should answer to a batch.
     *
     * @param batch what the data say
     * @return the loss of any pictures of the batch
     */
    BatchLoss prepare(BatchTargets<T> batch);
}
