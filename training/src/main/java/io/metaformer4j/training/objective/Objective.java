package io.metaformer4j.training.objective;

import org.bytedeco.pytorch.Tensor;

/**
 * What a network is trained for. Immutable and used by several threads at once. The trainer knows nothing else about the
 * task: it hands the labels of a batch to {@link #targets}, and what the network answers to {@link #loss}. The labels are
 * classes and the answers logits; boxes and masks are not trained for yet.
 */
public interface Objective {

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
     * What the network should answer to a batch.
     *
     * @param labels what the data say
     * @return the targets, which may keep nothing of the labels but copies
     */
    Targets targets(BatchLabels labels);

    /**
     * How far the answers are from the targets.
     *
     * @param outputs what the network answered, {@code [N * views, classes]}, the views of a picture one after the other, with
     *     gradients
     * @param targets the targets of the same pictures, on the device of the outputs
     * @return a scalar, the mean over the pictures, owned by the open scope
     */
    Tensor loss(Tensor outputs, Tensor targets);
}
