package io.metaformer4j.training.step;

import io.metaformer4j.training.objective.Targets;
import io.metaformer4j.vision.ImageBatch;

/**
 * Pictures of a batch with what the network should answer. The memory of the pictures is only lent.
 *
 * @param images the pictures, the views of each one after the other
 * @param views views of each picture
 * @param targets the answers, one for all views of a picture
 */
record TrainingBatch(ImageBatch images, int views, Targets targets) {

    /** Pictures of one view. */
    TrainingBatch(ImageBatch images, Targets targets) {
        this(images, 1, targets);
    }

    /** How many pictures there are, whatever the views of each. */
    int size() {
        return images.size() / views;
    }
}
