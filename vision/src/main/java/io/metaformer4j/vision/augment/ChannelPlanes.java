package io.metaformer4j.vision.augment;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;

/** The layout whose places augmentation computes: normalised floats, each channel a plane. */
final class ChannelPlanes {

    private ChannelPlanes() {}

    /**
     * Refuses other layouts, in which the same places are other values.
     *
     * @param batch what is to be changed
     * @param operation what messages call the change
     * @throws MetaFormerException if the batch is not {@link ImageBatch.Layout#FLOAT32_NCHW}
     */
    static void require(ImageBatch batch, String operation) {
        if (batch.layout() != ImageBatch.Layout.FLOAT32_NCHW) {
            throw new MetaFormerException(operation + " works on normalised floats whose channels are planes, but the"
                    + " batch holds " + batch.layout() + "; use FLOAT32_NCHW");
        }
    }
}
