package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.vision.data.CachedPictures;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.TrainingSplits;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.labels.ClassMapFile;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which parts of a data set are for training and for validation, and how much of them stays in memory. */
public final class TrainingDataArguments {

    private static final long MEGA = 1 << 20;

    @Option(
            names = "--train-split",
            defaultValue = "train",
            paramLabel = "NAME",
            description = "Training part (default: ${DEFAULT-VALUE}).")
    private String trainSplit;

    @Option(
            names = "--val-split",
            defaultValue = "validation",
            paramLabel = "NAME",
            description = "Part for validation; val and test are found, too (default: ${DEFAULT-VALUE}).")
    private String validationSplit;

    @Option(names = "--class-map", paramLabel = "FILE", description = "Which folder or name is which class.")
    private Path classMap;

    @Option(
            names = "--cache-mb",
            defaultValue = "1024",
            paramLabel = "MB",
            converter = CountOrZeroConverter.class,
            description = "Memory for the decoded pictures of each part, at most a third of Java's; 0 decodes in every "
                    + "epoch (default: ${DEFAULT-VALUE}).")
    private long cacheMegabytes;

    /**
     * Opens both parts.
     *
     * @param data where the data set is
     * @return both; the caller closes them
     * @throws IOException if it cannot be read
     */
    public TrainingSplits open(String data) throws IOException {
        return TrainingSplits.open(data, options(), trainSplit, validationSplit);
    }

    private DatasetOptions options() throws IOException {
        DatasetOptions options = DatasetOptions.standard();
        return classMap == null ? options : options.withClassMap(ClassMapFile.read(classMap));
    }

    /**
     * A part with its decoded pictures in memory, as far as they may stay there.
     *
     * @param dataset the part
     * @param decoder how its pictures are decoded
     * @return the same pictures
     */
    public Dataset<ClassTarget> cached(Dataset<ClassTarget> dataset, ImageDecoder decoder) {
        return cacheMegabytes == 0
                ? dataset
                : CachedPictures.of(
                        dataset,
                        decoder,
                        cacheBytes(cacheMegabytes, Runtime.getRuntime().maxMemory()));
    }

    /** Both parts leave a third of the heap to everything else. */
    static long cacheBytes(long megabytes, long heap) {
        return Math.min(megabytes * MEGA, heap / 3);
    }
}
