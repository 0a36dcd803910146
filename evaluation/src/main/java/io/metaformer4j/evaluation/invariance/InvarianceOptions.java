package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;

/**
 * How an {@link InvarianceProbe} works.
 *
 * @param preprocessing how a picture becomes the network's input, usually that of the model; its statistics are not
 *     used, since the network normalises bytes with its own
 * @param transformations what is done to the input, at least one and none twice
 * @param batchSize number of pictures that are looked at together; results depend on it within float32 rounding
 * @param workers number of threads that read, decode and transform pictures; 0 does it in the thread that measures
 * @param brokenPictures whether a picture that cannot be decoded ends the measurement or is left out and counted
 * @param seed where the randomness of corruptions comes from
 */
public record InvarianceOptions(
        Preprocessing preprocessing,
        List<Transformation> transformations,
        int batchSize,
        int workers,
        FailurePolicy brokenPictures,
        long seed) {

    /** All transformations of a batch are in memory: 16 pictures of 224x224 with fourteen of them take 36 MB. */
    private static final int STANDARD_BATCH = 16;

    public InvarianceOptions {
        transformations = List.copyOf(transformations);
        if (transformations.isEmpty()) {
            throw new MetaFormerException("there is no transformation to measure; give at least one");
        }
        if (transformations.stream().distinct().count() < transformations.size()) {
            throw new MetaFormerException("a transformation is named twice among "
                    + transformations.stream().map(Transformation::label).toList() + "; name each once");
        }
        if (batchSize < 1) {
            throw new MetaFormerException("batch size " + batchSize + " must be at least 1");
        }
        if (workers < 0) {
            throw new MetaFormerException("number of workers " + workers + " must be 0 or more");
        }
    }

    /**
     * The standard: the standard transformations, batches of 16, a reading thread for each core, a broken picture is an
     * error.
     *
     * @param preprocessing how a picture becomes the network's input
     * @return the options
     */
    public static InvarianceOptions of(Preprocessing preprocessing) {
        int workers = Runtime.getRuntime().availableProcessors();
        return new InvarianceOptions(
                preprocessing, Transformation.standard(), STANDARD_BATCH, workers, FailurePolicy.FAIL, 0);
    }

    /**
     * The same with other transformations.
     *
     * @param wanted what is done to the input
     * @return the changed options
     */
    public InvarianceOptions withTransformations(List<Transformation> wanted) {
        return new InvarianceOptions(preprocessing, wanted, batchSize, workers, brokenPictures, seed);
    }

    /**
     * The same with another batch size.
     *
     * @param size number of pictures that are looked at together
     * @return the changed options
     */
    public InvarianceOptions withBatchSize(int size) {
        return new InvarianceOptions(preprocessing, transformations, size, workers, brokenPictures, seed);
    }

    /**
     * The same with another number of reading threads.
     *
     * @param threads number of threads, or 0
     * @return the changed options
     */
    public InvarianceOptions withWorkers(int threads) {
        return new InvarianceOptions(preprocessing, transformations, batchSize, threads, brokenPictures, seed);
    }

    /**
     * The same with another treatment of pictures that cannot be decoded.
     *
     * @param policy what happens to them
     * @return the changed options
     */
    public InvarianceOptions withBrokenPictures(FailurePolicy policy) {
        return new InvarianceOptions(preprocessing, transformations, batchSize, workers, policy, seed);
    }

    /**
     * The same with other random numbers.
     *
     * @param start where the randomness of corruptions comes from
     * @return the changed options
     */
    public InvarianceOptions withSeed(long start) {
        return new InvarianceOptions(preprocessing, transformations, batchSize, workers, brokenPictures, start);
    }
}
