package io.metaformer4j.evaluation.speed;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.random.SplitMix64;

/**
 * One batch through a network, from pictures in memory to numbers in memory. An engine that computes elsewhere has to copy both
 * ways.
 *
 * @param network the network, which stays the caller's
 * @param images pictures {@code [N, C, H, W]}
 * @param request what is computed
 */
public record InferenceRun(Network network, ImageBatch images, Request request) implements Runnable {

    private static final long SEED = 1;

    /** Of values that are spread evenly around 0 with a deviation of 1. */
    private static final double HALF_WIDTH = Math.sqrt(3);

    /**
     * A network at work on pictures of noise.
     *
     * @param network the network, which stays the caller's
     * @param batch number of pictures
     * @param height rows
     * @param width columns
     * @return the logits of a classifier, or the maps of a feature backbone
     * @throws io.metaformer4j.zoo.MetaFormerException if a batch would be too large
     */
    public static InferenceRun of(Network network, int batch, int height, int width) {
        Request request =
                network.architecture().hasClassifier() ? Request.LOGITS : Request.everything(network.architecture());
        return new InferenceRun(network, noise(batch, network.architecture().inputChannels(), height, width), request);
    }

    /**
     * Pictures of noise, always the same: as float32 with the channels of a pixel together, mean 0 and deviation 1, which is
     * what normalised pictures have.
     *
     * @param batch number of pictures
     * @param channels number of channels
     * @param height rows
     * @param width columns
     * @return the pictures
     * @throws io.metaformer4j.zoo.MetaFormerException if the batch would be too large
     */
    public static ImageBatch noise(int batch, int channels, int height, int width) {
        ImageBatch images = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NHWC, batch, channels, height, width);
        SplitMix64 random = new SplitMix64(SEED);
        float[] values = new float[images.pictureValues()];
        for (int i = 0; i < batch; i++) {
            for (int j = 0; j < values.length; j++) {
                values[j] = (float) (HALF_WIDTH * (2 * random.unit() - 1));
            }
            images.putFloats(i, 0, values, 0, values.length);
        }
        return images;
    }

    @Override
    public void run() {
        network.run(images, request);
    }
}
