package io.metaformer4j.training.step;

import io.metaformer4j.training.objective.Targets;
import io.metaformer4j.vision.ImageBatch;

/**
 * Pictures of a batch with what the network should answer. The memory of the pictures is only lent.
 *
 * @param images the pictures
 * @param targets the answers, as many
 */
record TrainingBatch(ImageBatch images, Targets targets) {

    int size() {
        return images.size();
    }
}
