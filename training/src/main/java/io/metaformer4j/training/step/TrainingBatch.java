package io.metaformer4j.training.step;

import io.metaformer4j.training.objective.BatchLoss;
import io.metaformer4j.vision.ImageBatch;

/**
 * Pictures of a batch with how far a network is from what it should answer. The memory of the pictures is only lent.
 *
 * @param images the pictures, the views of each one after the other
 * @param views views of each picture
 * @param loss the loss of any of the pictures, given all of their views
 */
record TrainingBatch(ImageBatch images, int views, BatchLoss loss) {

    /** Pictures of one view. */
    TrainingBatch(ImageBatch images, BatchLoss loss) {
        this(images, 1, loss);
    }

    /** How many pictures there are, whatever the views of each. */
    int size() {
        return images.size() / views;
    }
}
