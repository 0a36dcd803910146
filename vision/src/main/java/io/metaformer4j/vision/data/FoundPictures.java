package io.metaformer4j.vision.data;

import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.vision.labels.UnknownClassesException;
import java.util.Optional;
import java.util.function.Function;

/**
 * The pictures that were found at a location, with all names that may be their classes, before it is decided which class
 * has which number. Labelling reads nothing again, so one search serves several attempts.
 *
 * <p>Immutable and safe for concurrent use. Nothing is open that would have to be closed.
 */
public final class FoundPictures {

    private final DatasetOptions options;
    private final Function<DatasetOptions, Dataset<ClassTarget>> labelling;

    private FoundPictures(DatasetOptions options, Function<DatasetOptions, Dataset<ClassTarget>> labelling) {
        this.options = options;
        this.labelling = labelling;
    }

    /**
     * Pictures of any kind of location.
     *
     * @param options how they were searched; they are labelled with the same split
     * @param labelling numbers their classes by the class map of the options it is given
     * @return the pictures
     */
    public static FoundPictures of(DatasetOptions options, Function<DatasetOptions, Dataset<ClassTarget>> labelling) {
        return new FoundPictures(options, labelling);
    }

    /**
     * The same pictures with one more note for the user.
     *
     * @param note a sentence
     * @return the pictures with the note behind those they have
     */
    public FoundPictures withNote(String note) {
        return new FoundPictures(options, labelling.andThen(dataset -> dataset.withNote(note)));
    }

    /**
     * Labels the pictures by the class map that was given for the search, or by their names in natural order.
     *
     * @return the data set; the caller closes it
     * @throws UnknownClassesException if it has classes that the class map does not know and such are refused
     * @throws io.metaformer4j.zoo.MetaFormerException if nothing is left, or it is not clear what the classes are
     */
    public Dataset<ClassTarget> labelled() {
        return labelling.apply(options);
    }

    /**
     * Labels the pictures by a class map.
     *
     * @param map which name is which class
     * @param unknown what happens to pictures whose class the map does not know
     * @return the data set; the caller closes it
     * @throws UnknownClassesException if it has classes that the class map does not know and such are refused
     * @throws io.metaformer4j.zoo.MetaFormerException if nothing is left
     */
    public Dataset<ClassTarget> labelled(ClassMap map, UnknownClasses unknown) {
        return labelling.apply(options.withLabels(Optional.of(map), unknown));
    }
}
