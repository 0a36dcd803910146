package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.operation.PictureOperation;
import java.util.List;

/**
 * How samples become pictures of a batch: the {@linkplain EvalTransform evaluation transform} of a model, the
 * {@linkplain TrainTransform training transform} of a recipe. A transform is safe for concurrent use; each of its
 * {@linkplain #newWorker() workers} belongs to one thread.
 */
public interface SampleTransform {

    /**
     * How many pictures become of a sample, one after the other in the batch.
     *
     * @return at least 1
     */
    default int views() {
        return 1;
    }

    /**
     * Allocates a batch for this transform's results.
     *
     * @param size number of pictures
     * @return the batch
     */
    ImageBatch newBatch(int size);

    /**
     * Creates what transforms samples in one thread, with memory of its own.
     *
     * @return the worker
     */
    Worker newWorker();

    /**
     * Transforms one sample; for several, a worker's memory is worth keeping.
     *
     * @param sample the sample; only read
     * @param seed where all randomness comes from: equal seeds give equal pictures
     * @return a batch of its own, of one picture or all of its views
     * @throws io.metaformer4j.vision.ImageRejectedException if the sample is no usable image
     */
    default ImageBatch batchOf(Sample sample, long seed) {
        ImageBatch batch = newBatch(views());
        newWorker().apply(sample, seed, batch, 0);
        return batch;
    }

    /**
     * This transform of what an operation makes of the pictures, for instance of pictures that are made worse. The workers fail
     * with an {@link io.metaformer4j.vision.operation.OperationFailedException} where the operation does.
     *
     * @param operation what happens to the whole picture before this transform; several are a
     *     {@linkplain PictureOperation#sequence sequence}
     * @param decoder what decodes image files
     * @return the transform that does both, each with a random stream of its own
     */
    default SampleTransform after(PictureOperation operation, ImageDecoder decoder) {
        return new OperationFirst(PictureOperation.sequence(List.of(operation)), decoder, this);
    }

    /** Transforms samples; confine it to one thread. */
    @FunctionalInterface
    interface Worker {

        /**
         * Writes a sample into a batch.
         *
         * @param sample the sample; only read
         * @param seed where all randomness comes from: equal seeds give equal pictures
         * @param batch the batch, made by {@link SampleTransform#newBatch}
         * @param index which picture of the batch to write, the first one if there are several views
         * @return which part of the picture was written, and whether it was mirrored; all views have it in common
         * @throws io.metaformer4j.vision.ImageRejectedException if the sample is no usable image
         */
        AppliedGeometry apply(Sample sample, long seed, ImageBatch batch, int index);
    }
}
