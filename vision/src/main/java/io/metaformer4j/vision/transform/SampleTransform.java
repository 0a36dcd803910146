package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.loader.DataLoader;

/**
 * How a {@link DataLoader} turns samples into pictures of a batch. A transform is safe for concurrent use; each of its
 * {@linkplain #newWorker() workers} belongs to one thread.
 */
public interface SampleTransform {

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

    /** Transforms samples; confine it to one thread. */
    @FunctionalInterface
    interface Worker {

        /**
         * Writes a sample into a batch.
         *
         * @param sample the sample; only read
         * @param seed where all randomness comes from: equal seeds give equal pictures
         * @param batch the batch, made by {@link SampleTransform#newBatch}
         * @param index which picture of the batch to write
         * @throws io.metaformer4j.vision.ImageRejectedException if the sample is no usable image
         */
        void apply(Sample sample, long seed, ImageBatch batch, int index);
    }

    /**
     * The evaluation transform of a model, without randomness.
     *
     * @param transform resize, crop and normalisation
     * @param decoder what decodes image files
     * @param layout floats, or bytes that whoever runs the network normalises
     * @return the transform for a loader
     */
    static SampleTransform evaluation(EvalTransform transform, ImageDecoder decoder, ImageBatch.Layout layout) {
        return new SampleTransform() {
            @Override
            public ImageBatch newBatch(int size) {
                return transform.newBatch(layout, size);
            }

            @Override
            public Worker newWorker() {
                TransformWorkspace workspace = new TransformWorkspace();
                return (sample, seed, batch, index) -> sample.accept(new Sample.Visitor<Void>() {
                    @Override
                    public Void encoded(EncodedImage image) {
                        transform.apply(image, decoder, batch, index, workspace);
                        return null;
                    }

                    @Override
                    public Void pixels(Picture picture) {
                        transform.apply(picture, batch, index, workspace);
                        return null;
                    }
                });
            }
        };
    }
}
