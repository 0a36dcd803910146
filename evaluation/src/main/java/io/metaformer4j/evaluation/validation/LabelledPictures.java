package io.metaformer4j.evaluation.validation;

import io.metaformer4j.models.LoadedModel;
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
import java.util.Optional;

/**
 * Opens data sets so that their labels are the outputs of a given classifier.
 *
 * <p>Classes have names, and names beat positions: a class of the data set that is called as a class of the classifier (by
 * WordNet id, by name in any case, or by a synonym) gets the number of that class, whatever other classes there are. As soon
 * as one class is known, the others must be known as well, or are left out on request. Only where no name is known, or the
 * classifier's classes have none, classes are numbered by their position, with a note: folders in natural order, which is right
 * only if there is a folder for every class, and numbers as they are, if they all are numbers of the classifier's classes. A
 * class map that the user gives decides alone.
 */
public final class LabelledPictures {

    private static final String IN_ORDER =
            "the classes of the data were not compared by name but taken in their order for the classes of the model";

    private static final String NUMBERS =
            "the classes of the data are numbers, and were taken for the numbers of the model's classes, from 0";

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

    /**
     * Opens a data set for a model.
     *
     * @param location path or pattern as {@link Datasets#open(String, DatasetOptions)} takes it
     * @param options split, class map, limits; {@link UnknownClasses#LEFT_OUT} leaves classes out that the classifier lacks,
     *     anything else refuses them
     * @param model the model; if its classes have no names, classes of the data that are numbers below their count have
     *     these numbers
     * @return the data set; the caller closes it
     * @throws IOException if it cannot be read
     * @throws MetaFormerException if there is nothing usable at the location, or some of its classes are known and others
     *     are not
     */
    public static Dataset<ClassTarget> open(String location, DatasetOptions options, LoadedModel model)
            throws IOException {
        int classes = model.architecture().classes();
        if (model.labels().isPresent() || options.classMap().isPresent() || classes == 0) {
            return open(location, options, model.labels());
        }
        FoundPictures found = Datasets.find(location, options);
        return byNumber(found, classes).orElseGet(() -> found.labelled().withNote(IN_ORDER));
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
        return byNumber(found, classifier.get().size()).orElseGet(() -> found.labelled()
                .withNote("no class of the data is called as one of the model; " + IN_ORDER));
    }

    /** Folders called by numbers have these numbers even where some are missing; empty where one is called otherwise. */
    private static Optional<Dataset<ClassTarget>> byNumber(FoundPictures found, int classes) {
        try {
            Dataset<ClassTarget> numbered =
                    found.labelled(ClassMap.byName(ClassMap.numbers(classes)), UnknownClasses.REFUSED);
            return Optional.of(numbered.withNote(NUMBERS));
        } catch (UnknownClassesException e) {
            return Optional.empty();
        }
    }
}
