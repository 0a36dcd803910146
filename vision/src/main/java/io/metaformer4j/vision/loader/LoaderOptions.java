package io.metaformer4j.vision.loader;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * How a {@link DataLoader} works.
 *
 * @param batchSize number of pictures per batch
 * @param workers number of threads; 0 loads in the thread that asks for batches
 * @param prefetch how many batches may be loaded or begun ahead of the one in use
 * @param lastBatch what happens to samples that do not fill a batch
 * @param failures what happens to samples that cannot be read or decoded
 * @param seed where the randomness of the transform comes from; together with the epoch and the sample
 */
public record LoaderOptions(
        int batchSize, int workers, int prefetch, LastBatch lastBatch, FailurePolicy failures, long seed) {

    /** What happens to samples at the end of an epoch that do not fill a batch. */
    public enum LastBatch {
        /** They come as a smaller batch. */
        KEEP,
        /** They are left out. */
        DROP
    }

    /** What happens to samples that cannot be read or decoded. */
    public enum FailurePolicy {
        /** The epoch ends with an error that names the sample. */
        FAIL,
        /**
         * The sample is left out, its batch gets smaller, and {@link EpochBatches#skipped()} tells. A disk or a server that
         * fails ends the epoch all the same.
         */
        SKIP_AND_COUNT
    }

    /** Checks the numbers. */
    public LoaderOptions {
        if (batchSize < 1) {
            throw new MetaFormerException("batch size " + batchSize + " must be at least 1");
        }
        if (workers < 0) {
            throw new MetaFormerException("number of loader threads " + workers + " must be 0 or more");
        }
        if (prefetch < 1) {
            throw new MetaFormerException("number of batches loaded ahead " + prefetch + " must be at least 1");
        }
    }

    /**
     * For evaluation: two batches ahead, everything is read, an unusable sample is an error.
     *
     * @param batchSize number of pictures per batch
     * @param workers number of threads, or 0
     * @return the options
     */
    public static LoaderOptions evaluation(int batchSize, int workers) {
        return new LoaderOptions(batchSize, workers, 2, LastBatch.KEEP, FailurePolicy.FAIL, 0);
    }

    /**
     * For training: two batches ahead, full batches only, an unusable sample is an error.
     *
     * @param batchSize number of pictures per batch
     * @param workers number of threads, or 0
     * @param seed where the randomness of the augmentation comes from
     * @return the options
     */
    public static LoaderOptions training(int batchSize, int workers, long seed) {
        return new LoaderOptions(batchSize, workers, 2, LastBatch.DROP, FailurePolicy.FAIL, seed);
    }

    /**
     * The same with another policy for unusable samples.
     *
     * @param policy the policy
     * @return the changed options
     */
    public LoaderOptions withFailures(FailurePolicy policy) {
        return new LoaderOptions(batchSize, workers, prefetch, lastBatch, policy, seed);
    }

    /**
     * The same with another treatment of the last samples.
     *
     * @param treatment kept or dropped
     * @return the changed options
     */
    public LoaderOptions withLastBatch(LastBatch treatment) {
        return new LoaderOptions(batchSize, workers, prefetch, treatment, failures, seed);
    }

    /**
     * The same with another number of batches ahead.
     *
     * @param batches at least 1
     * @return the changed options
     */
    public LoaderOptions withPrefetch(int batches) {
        return new LoaderOptions(batchSize, workers, batches, lastBatch, failures, seed);
    }
}
