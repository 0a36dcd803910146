package io.metaformer4j.cli.argument.pictures;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.zoo.Preprocessing;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many pictures run through a network at a time, and how they are read. */
public final class BatchArguments {

    @Option(
            names = "--batch-size",
            defaultValue = "64",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Pictures in a batch (default: ${DEFAULT-VALUE}).")
    private int size;

    @Mixin
    private ReadingArguments reading;

    /**
     * How many pictures run together.
     *
     * @return at least 1
     */
    public int size() {
        return size;
    }

    /**
     * How the pictures are read.
     *
     * @return the options about that
     */
    public ReadingArguments reading() {
        return reading;
    }

    /**
     * How a model is measured on pictures with known classes.
     *
     * @param preprocessing how a picture becomes the network's input
     * @return batches, threads and broken pictures as they were asked for; all else as is standard
     */
    public ValidationOptions validation(Preprocessing preprocessing) {
        return ValidationOptions.of(preprocessing)
                .withBatchSize(size)
                .withWorkers(reading.workers())
                .withBrokenPictures(reading.brokenPictures());
    }
}
