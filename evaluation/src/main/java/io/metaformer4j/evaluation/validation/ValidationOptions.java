package io.metaformer4j.evaluation.validation;

import io.metaformer4j.vision.labels.ClassSubset;
import io.metaformer4j.vision.labels.ReassessedLabels;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.vision.transform.EvalOperations;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.Optional;

/**
 * How a {@link Validator} works.
 *
 * @param preprocessing how a picture becomes the network's input, usually that of the model
 * @param batchSize number of pictures, or of views of pictures, that run through the network at a time; the result depends
 *     on it within float32 rounding
 * @param workers number of threads that read and decode pictures; 0 does it in the thread that validates
 * @param brokenPictures whether a picture that cannot be decoded ends the validation or is left out and counted
 * @param reassessedLabels reassessed ImageNet labels to compare with, instead of those of the data set
 * @param classSubset the only classes whose logits are compared
 * @param operations what happens to the pictures, for instance to make them worse. Its randomness comes from the place of a
 *     picture in the data set, so that neither batch size nor threads nor the share of several processes matter
 * @param augmentation which views of each picture are looked at, and how the answers to them are averaged; a picture counts
 *     once
 */
public record ValidationOptions(
        Preprocessing preprocessing,
        int batchSize,
        int workers,
        FailurePolicy brokenPictures,
        Optional<ReassessedLabels> reassessedLabels,
        Optional<ClassSubset> classSubset,
        EvalOperations operations,
        TestTimeAugmentation augmentation) {

    /** Enough to keep the cores of a processor busy; a graphics card may like more. */
    private static final int STANDARD_BATCH = 64;

    public ValidationOptions {
        if (batchSize < 1) {
            throw new MetaFormerException("batch size " + batchSize + " must be at least 1");
        }
        if (workers < 0) {
            throw new MetaFormerException("number of workers " + workers + " must be 0 or more");
        }
    }

    /**
     * The standard: batches of 64, a reading thread for each core, a broken picture is an error, all classes and the
     * labels of the data set, pictures as they are.
     *
     * @param preprocessing how a picture becomes the network's input
     * @return the options
     */
    public static ValidationOptions of(Preprocessing preprocessing) {
        int workers = Runtime.getRuntime().availableProcessors();
        return new ValidationOptions(
                preprocessing,
                STANDARD_BATCH,
                workers,
                FailurePolicy.FAIL,
                Optional.empty(),
                Optional.empty(),
                EvalOperations.NONE,
                TestTimeAugmentation.NONE);
    }

    /**
     * The same with another batch size.
     *
     * @param size number of pictures that run through the network at a time
     * @return the changed options
     */
    public ValidationOptions withBatchSize(int size) {
        return new ValidationOptions(
                preprocessing, size, workers, brokenPictures, reassessedLabels, classSubset, operations, augmentation);
    }

    /**
     * The same with another number of reading threads.
     *
     * @param threads number of threads, or 0
     * @return the changed options
     */
    public ValidationOptions withWorkers(int threads) {
        return new ValidationOptions(
                preprocessing,
                batchSize,
                threads,
                brokenPictures,
                reassessedLabels,
                classSubset,
                operations,
                augmentation);
    }

    /**
     * The same with another treatment of pictures that cannot be decoded.
     *
     * @param policy what happens to them
     * @return the changed options
     */
    public ValidationOptions withBrokenPictures(FailurePolicy policy) {
        return new ValidationOptions(
                preprocessing, batchSize, workers, policy, reassessedLabels, classSubset, operations, augmentation);
    }

    /**
     * The same with reassessed ImageNet labels ("Are we done with ImageNet?", arXiv:2006.07159).
     *
     * @param labels the labels
     * @return the changed options
     */
    public ValidationOptions withReassessedLabels(ReassessedLabels labels) {
        return new ValidationOptions(
                preprocessing,
                batchSize,
                workers,
                brokenPictures,
                Optional.of(labels),
                classSubset,
                operations,
                augmentation);
    }

    /**
     * The same for a benchmark that has only some of the model's classes, such as ImageNet-A.
     *
     * @param classes the classes whose logits are compared
     * @return the changed options
     */
    public ValidationOptions withClassSubset(ClassSubset classes) {
        return new ValidationOptions(
                preprocessing,
                batchSize,
                workers,
                brokenPictures,
                reassessedLabels,
                Optional.of(classes),
                operations,
                augmentation);
    }

    /**
     * The same with operations on the pictures, for instance {@link io.metaformer4j.vision.corruption corruptions}.
     *
     * @param changes what happens to decoded pictures, and to the network's input
     * @return the changed options
     */
    public ValidationOptions withOperations(EvalOperations changes) {
        return new ValidationOptions(
                preprocessing,
                batchSize,
                workers,
                brokenPictures,
                reassessedLabels,
                classSubset,
                changes,
                augmentation);
    }

    /**
     * The same with answers that are averaged over several views of each picture.
     *
     * @param views which views, and what is averaged
     * @return the changed options
     */
    public ValidationOptions withAugmentation(TestTimeAugmentation views) {
        return new ValidationOptions(
                preprocessing, batchSize, workers, brokenPictures, reassessedLabels, classSubset, operations, views);
    }
}
