package io.metaformer4j.vision.data.location;

import io.metaformer4j.vision.data.ClassSummary;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.column.TextKey;
import io.metaformer4j.vision.data.format.PictureScans;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.vision.labels.UnknownClassesException;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The two parts of a data set that a training needs, with the same numbers for the same classes: those that the training
 * part gives. A class has its number by its name, whatever other classes the validation part has or lacks.
 *
 * @param train the pictures to train on
 * @param validation the pictures to validate on; its {@link Dataset#classNames()} are those of {@code train}
 * @param notes what the user should know: the classes of both parts, pictures that were left out, pictures in both parts
 */
public record TrainingSplits(Dataset<ClassTarget> train, Dataset<ClassTarget> validation, List<String> notes)
        implements Closeable {

    /** Copies the notes. */
    public TrainingSplits {
        notes = List.copyOf(notes);
    }

    /**
     * Opens both parts. What holds both of them, for instance one archive, is looked through once.
     *
     * @param location path or pattern as {@link Datasets#open(String, DatasetOptions)} takes it
     * @param options class map and limits; its split does not matter
     * @param trainSplit name of the training part, usually {@code train}
     * @param validationSplit name of the validation part, usually {@code validation}
     * @return both parts; the caller closes them
     * @throws IOException if they cannot be read
     * @throws MetaFormerException if one of them is missing, the training part has fewer than two classes, or the validation
     *     part has a class of which the training part has no picture
     */
    public static TrainingSplits open(
            String location, DatasetOptions options, String trainSplit, String validationSplit) throws IOException {
        return open(location, options, trainSplit, validationSplit, new PictureScans());
    }

    static TrainingSplits open(
            String location, DatasetOptions options, String trainSplit, String validationSplit, PictureScans scans)
            throws IOException {
        Dataset<ClassTarget> train =
                Datasets.find(location, options.withSplit(trainSplit), scans).labelled();
        try {
            return with(train, location, options, trainSplit, validationSplit, scans);
        } catch (IOException | RuntimeException e) {
            train.close();
            throw e;
        }
    }

    private static TrainingSplits with(
            Dataset<ClassTarget> train,
            String location,
            DatasetOptions options,
            String trainSplit,
            String validationSplit,
            PictureScans scans)
            throws IOException {
        ClassSummary trained = ClassSummary.of(train);
        requireSeveralClasses(trained, location);
        DatasetOptions wanted = options.withSplit(validationSplit);
        if (options.classMap().isEmpty()) {
            wanted =
                    wanted.withClassMap(ClassMap.byName(train.classNames())).withUnknownClasses(UnknownClasses.REFUSED);
        }
        Dataset<ClassTarget> validation;
        try {
            validation = Datasets.find(location, wanted, scans).labelled();
        } catch (UnknownClassesException e) {
            throw lacking(e.unknown(), validationSplit, trainSplit, train.classNames());
        }
        try {
            List<String> notes = new ArrayList<>();
            notes.add(trainSplit + ": " + trained);
            train.notes().forEach(note -> notes.add(trainSplit + ": " + note));
            notes.add(validationSplit + ": " + ClassSummary.of(validation));
            validation.notes().forEach(note -> notes.add(validationSplit + ": " + note));
            noteUntrained(trained, validation, options, trainSplit, validationSplit, notes);
            noteSamePictures(train, validation, location, notes);
            return new TrainingSplits(train, validation, notes);
        } catch (RuntimeException e) {
            validation.close();
            throw e;
        }
    }

    /** With one class, every answer is right and the loss is 0 from the start. */
    private static void requireSeveralClasses(ClassSummary trained, String location) {
        if (trained.present().size() < 2) {
            throw new MetaFormerException("data set '" + location + "' has pictures of only one class, "
                    + PrintableNames.quoted(trained.present())
                    + ", so there is nothing to learn; put each class into a folder of"
                    + " its own, or list path and label in a .csv file");
        }
    }

    private static MetaFormerException lacking(
            List<String> unknown, String validationSplit, String trainSplit, List<String> known) {
        return new MetaFormerException("the part '" + validationSplit + "' has "
                + (unknown.size() == 1 ? "the class " : "the classes ") + PrintableNames.quoted(unknown)
                + ", of which the part '"
                + trainSplit + "' has no pictures (its " + known.size() + " classes: " + PrintableNames.plain(known)
                + "); remove these folders or labels, or add pictures of them to '" + trainSplit + "'");
    }

    /** Numbers up to the largest one are classes even if no picture has them, and so are the names of a class map. */
    private static void noteUntrained(
            ClassSummary trained,
            Dataset<ClassTarget> validation,
            DatasetOptions options,
            String trainSplit,
            String validationSplit,
            List<String> notes) {
        Set<String> untrained = new LinkedHashSet<>();
        for (int i = 0; i < validation.size(); i++) {
            if (trained.count(validation.target(i).label()) == 0) {
                untrained.add(validation.classNames().get(validation.target(i).label()));
            }
        }
        if (untrained.isEmpty()) {
            return;
        }
        if (options.classMap().isEmpty()) {
            throw lacking(List.copyOf(untrained), validationSplit, trainSplit, trained.present());
        }
        notes.add(validationSplit + " has classes of which " + trainSplit + " has no pictures: "
                + PrintableNames.plain(untrained));
    }

    private static void noteSamePictures(
            Dataset<ClassTarget> train, Dataset<ClassTarget> validation, String location, List<String> notes) {
        long[] validated = TextKey.distinct(IntStream.range(0, validation.size())
                .mapToLong(i -> TextKey.of(validation.origin(i)))
                .toArray());
        BitSet trained = new BitSet();
        for (int i = 0; i < train.size(); i++) {
            int place = Arrays.binarySearch(validated, TextKey.of(train.origin(i)));
            if (place >= 0) {
                trained.set(place);
            }
        }
        int pictures = validated.length;
        int same = trained.cardinality();
        if (same == pictures && train.size() == validation.size()) {
            notes.add(location + " has no separate parts, so the validation is on the training pictures");
        } else if (same > 0) {
            notes.add(same + " of the " + pictures + " pictures of the validation are training pictures, too");
        }
    }

    @Override
    public void close() throws IOException {
        try (train) {
            validation.close();
        }
    }
}
