package io.metaformer4j.evaluation.validation;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.vision.labels.UnknownClassesException;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Opens data sets so that their labels are the outputs of a given classifier.
 *
 * <p>Classes have names, and names beat positions: a class of the data set that is called as a class of the classifier (by
 * WordNet id, by name in any case, or by a synonym) gets the number of that class, whatever other classes there are. As soon
 * as one class is known, the others must be known as well, or are left out on request. Only where no name is known, classes
 * are numbered by their position, with a note: folders in natural order, which is right only if there is a folder for every
 * class, and numbers as they are. A class map that the user gives decides alone.
 */
public final class LabelledPictures {

    private static final String IN_ORDER =
            "the classes of the data were not compared by name but taken in their order for the classes of the model";

    private LabelledPictures() {}

    /**
     * Opens a data set.
     *
     * @param location path or pattern as {@link Datasets#open(String, DatasetOptions)} takes it
     * @param options split, class map, limits; {@link UnknownClasses#LEFT_OUT} leaves classes out that the classifier lacks,
     *     anything else refuses them
     * @param classifier the names of the classifier's classes, if they have any
     * @return the data set; the caller closes it
     * @throws IOException if it cannot be read
     * @throws MetaFormerException if there is nothing usable at the location, or some of its classes are known and others
     *     are not
     */
    public static Dataset<ClassTarget> open(String location, DatasetOptions options, Optional<LabelSet> classifier)
            throws IOException {
        return label(Datasets.find(location, options), options, classifier);
    }

    /** Labels what was found; the data are not looked at again, whichever way the classes turn out to be called. */
    static Dataset<ClassTarget> label(FoundPictures found, DatasetOptions options, Optional<LabelSet> classifier) {
        if (options.classMap().isPresent()) {
            return found.labelled();
        }
        if (classifier.isEmpty()) {
            return found.labelled().withNote(IN_ORDER);
        }
        UnknownClasses unknown =
                options.unknownClasses() == UnknownClasses.LEFT_OUT ? UnknownClasses.LEFT_OUT : UnknownClasses.REFUSED;
        try {
            return found.labelled(ClassMap.byName(classifier.get()), unknown);
        } catch (UnknownClassesException e) {
            if (!e.noneKnown()) {
                throw new MetaFormerException(
                        e.getMessage() + "; rename them, leave them out, or give a class map that says what they are",
                        e);
            }
            if (unknown == UnknownClasses.LEFT_OUT) {
                throw new MetaFormerException(
                        e.getMessage() + ", so nothing would be left; rename them, give a class map that says what they"
                                + " are, or take them in their order",
                        e);
            }
        }
        return byPosition(found, classifier.get().size());
    }

    /** Folders called by numbers have these numbers even where some are missing; others have their place in the order. */
    private static Dataset<ClassTarget> byPosition(FoundPictures found, int classes) {
        List<String> numbers =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        try {
            return found.labelled(ClassMap.byName(numbers), UnknownClasses.REFUSED)
                    .withNote(
                            "the classes of the data are numbers, and were taken for the numbers of the model's classes,"
                                    + " from 0");
        } catch (UnknownClassesException e) {
            return found.labelled().withNote("no class of the data is called as one of the model; " + IN_ORDER);
        }
    }
}
