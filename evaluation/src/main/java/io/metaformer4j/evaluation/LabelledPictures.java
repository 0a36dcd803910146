package io.metaformer4j.evaluation;

import io.metaformer4j.vision.data.ClassMap;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.Datasets;
import io.metaformer4j.vision.labels.LabelSet;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Opens data sets so that their labels are the outputs of a given classifier.
 *
 * <p>Class folders are numbered in natural order, which is right only if there is a folder for every class. Where every class
 * of the data set is called as one of the classifier's classes (by WordNet id, or by name for classes without one), it gets
 * the number of that class instead, so that {@code cat} and {@code dog} alone can be validated as well. A class map that the
 * user gives decides alone.
 */
public final class LabelledPictures {

    private LabelledPictures() {}

    /**
     * Opens a data set.
     *
     * @param location path or pattern as {@link Datasets#open(String, DatasetOptions)} takes it
     * @param options split, class map, limits
     * @param classifier the names of the classifier's classes, if they have any
     * @return the data set; the caller closes it
     * @throws IOException if it cannot be read
     * @throws io.metaformer4j.zoo.MetaFormerException if there is nothing usable at the location
     */
    public static Dataset open(String location, DatasetOptions options, Optional<LabelSet> classifier)
            throws IOException {
        Dataset dataset = Datasets.open(location, options);
        if (options.classMap().isPresent() || classifier.isEmpty()) {
            return dataset;
        }
        ClassMap byName = ClassMap.of(classifier.get());
        if (!isRenumbered(dataset.classNames(), byName)) {
            return dataset;
        }
        dataset.close();
        return Datasets.open(location, options.withClassMap(byName));
    }

    private static boolean isRenumbered(List<String> names, ClassMap byName) {
        boolean differs = false;
        for (int i = 0; i < names.size(); i++) {
            int index = byName.indexOf(names.get(i)).orElse(-1);
            if (index < 0) {
                return false;
            }
            differs |= index != i;
        }
        return differs || names.size() != byName.size();
    }
}
