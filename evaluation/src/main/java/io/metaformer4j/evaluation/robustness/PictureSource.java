package io.metaformer4j.evaluation.robustness;

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
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.util.Optional;

/**
 * Labelled pictures of a benchmark. Their class folders are called by WordNet ids, by names of the network's classes, or by
 * numbers of these as ImageNet-V2's; the order of folders never decides. A network of 1,000 classes without names is taken for
 * one of ImageNet.
 *
 * @param location path or pattern, as {@link Datasets#open(String, DatasetOptions)} takes it
 * @param options split, class map and limits; a class map decides alone, unless all folders are numbers
 */
public record PictureSource(String location, DatasetOptions options) {

    /**
     * Opens the pictures.
     *
     * @param names names of the network's classes, if they have any
     * @param classes number of classes of the network
     * @return the data set, whose labels are classes of the network; the caller closes it
     * @throws IOException if it cannot be read
     * @throws MetaFormerException if there are no pictures, or a folder is no class of the network
     */
    Dataset<ClassTarget> open(Optional<LabelSet> names, int classes) throws IOException {
        FoundPictures found = Datasets.find(location, options);
        ClassMap numbers = ClassMap.byName(ClassMap.numbers(classes));
        ClassMap map = options.classMap()
                .or(() -> names.or(() -> LabelSet.ofSize(classes)).map(ClassMap::byName))
                .orElse(numbers);
        try {
            return found.labelled(map, UnknownClasses.REFUSED);
        } catch (UnknownClassesException e) {
            if (!e.noneKnown()) {
                throw unknown(e);
            }
        }
        try {
            return found.labelled(numbers, UnknownClasses.REFUSED);
        } catch (UnknownClassesException e) {
            throw noneKnown(e);
        }
    }

    private MetaFormerException noneKnown(UnknownClassesException e) {
        boolean mapped = options.classMap().isPresent();
        String known = mapped ? "in the class map" : "WordNet ids nor names";
        String advice = mapped
                ? "add them to the class map"
                : "give a class map that says what they are, or a model for these classes";
        return new MetaFormerException(
                "the classes of '" + PrintableText.of(location) + "' are neither " + known
                        + " nor numbers of the model's classes, for instance '"
                        + PrintableText.of(e.unknown().get(0)) + "'; " + advice,
                e);
    }

    private static MetaFormerException unknown(UnknownClassesException e) {
        return new MetaFormerException(
                e.getMessage() + "; take them out, or give a class map that says what they are", e);
    }
}
