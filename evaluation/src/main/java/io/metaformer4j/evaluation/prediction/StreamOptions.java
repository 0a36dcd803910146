package io.metaformer4j.evaluation.prediction;

import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;

/**
 * How a {@link PictureStream} works.
 *
 * @param preprocessing how a picture becomes the network's input, usually that of the model
 * @param decoder decodes image files
 * @param batchSize number of pictures that run through the network at a time; results depend on it within float32
 *     rounding
 * @param workers number of threads that read and decode pictures; 0 does it in the thread that runs the network
 * @param brokenPictures whether a picture that cannot be read ends the run, or is told of and the run goes on
 */
public record StreamOptions(
        Preprocessing preprocessing, ImageDecoder decoder, int batchSize, int workers, FailurePolicy brokenPictures) {

    /** Enough to keep the cores of a processor busy; a graphics card may like more. */
    private static final int STANDARD_BATCH = 64;

    public StreamOptions {
        if (batchSize < 1) {
            throw new MetaFormerException("batch size " + batchSize + " must be at least 1");
        }
        if (workers < 0) {
            throw new MetaFormerException("number of workers " + workers + " must be 0 or more");
        }
    }

    /**
     * The standard: batches of 64, a reading thread for each core, and broken pictures are told of.
     *
     * @param preprocessing how a picture becomes the network's input
     * @return the options
     */
    public static StreamOptions of(Preprocessing preprocessing) {
        return new StreamOptions(
                preprocessing,
                ImageDecoder.standard(),
                STANDARD_BATCH,
                Runtime.getRuntime().availableProcessors(),
                FailurePolicy.SKIP_AND_COUNT);
    }

    /**
     * The same with another decoder.
     *
     * @param other decodes image files
     * @return the changed options
     */
    public StreamOptions withDecoder(ImageDecoder other) {
        return new StreamOptions(preprocessing, other, batchSize, workers, brokenPictures);
    }

    /**
     * The same with another batch size.
     *
     * @param size number of pictures that run through the network at a time
     * @return the changed options
     */
    public StreamOptions withBatchSize(int size) {
        return new StreamOptions(preprocessing, decoder, size, workers, brokenPictures);
    }

    /**
     * The same with another number of reading threads.
     *
     * @param threads number of threads, or 0
     * @return the changed options
     */
    public StreamOptions withWorkers(int threads) {
        return new StreamOptions(preprocessing, decoder, batchSize, threads, brokenPictures);
    }

    /**
     * The same with another treatment of broken pictures.
     *
     * @param policy ends the run, or goes on
     * @return the changed options
     */
    public StreamOptions withBrokenPictures(FailurePolicy policy) {
        return new StreamOptions(preprocessing, decoder, batchSize, workers, policy);
    }
}
