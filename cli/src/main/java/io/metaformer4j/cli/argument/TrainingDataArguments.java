package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.cli.data.DataAccess;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.data.CachedPictures;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.TrainingSplits;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.labels.ClassMapFile;
import io.metaformer4j.vision.loader.BatchVariety;
import io.metaformer4j.vision.loader.SampleOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
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
        return TrainingSplits.open(data, options(data), trainSplit, validationSplit);
    }

    /**
     * What a data set is called on a page that may be passed on: the last part of its path, which says nothing about this machine.
     *
     * @param data where the data set is
     * @return its name
     */
    public static String name(String data) {
        if (DataAccess.isWeb(data)) {
            String path = data.replaceFirst("[?#].*", "");
            return path.substring(path.lastIndexOf('/') + 1);
        }
        Path last = Path.of(data).toAbsolutePath().normalize().getFileName();
        return last == null ? data : last.toString();
    }

    /**
     * What a shuffle buffer does not mix, since the data lie sorted by class.
     *
     * @param recipe how pictures are ordered
     * @param train the training pictures
     * @return a sentence for the user; empty if batches have about as many classes as with all pictures mixed
     */
    public static Optional<String> orderNote(TrainingRecipe recipe, Dataset<ClassTarget> train) {
        Batching batching = recipe.batching();
        if (batching.shuffleBuffer() == 0) {
            return Optional.empty();
        }
        double classes = BatchVariety.classes(train, batching.order(recipe.seed(), train), batching.size());
        SampleOrder mixed = batching.withShuffleBuffer(0).order(recipe.seed(), train);
        double possible = BatchVariety.classes(train, mixed, batching.size());
        return classes * 2 >= possible
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "a batch has pictures of about %.0f classes, and would have %.0f with all pictures mixed, since the"
                                + " data lie sorted by class; pack them in random order ('metaformer data pack' can), or take a"
                                + " larger --shuffle-buffer than %d",
                        classes,
                        possible,
                        batching.shuffleBuffer()));
    }

    private DatasetOptions options(String data) throws IOException {
        DatasetOptions options = DataAccess.options(data);
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
