package io.metaformer4j.evaluation.validation;

import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.labels.ClassSubset;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which outputs of the network are compared, and which of them a label of the data set means.
 *
 * <p>A <i>class</i> is an output of the network; a <i>column</i> is its place among the compared ones.
 */
final class ClassColumns {

    private final int classes;
    private final Optional<ClassSubset> subset;
    private final boolean labelsAreColumns;

    /**
     * Decides what labels mean. Where only some classes are compared, a data set with no more classes than these numbers them
     * from 0 as timm expects of ImageNet-A's folders; a larger one is labelled by the network's classes.
     */
    ClassColumns(int classes, Optional<ClassSubset> subset, Dataset<ClassTarget> dataset) {
        this.classes = classes;
        this.subset = subset;
        subset.filter(some -> some.total() != classes).ifPresent(some -> {
            throw new MetaFormerException("the class subset is one of " + some.total()
                    + " classes, but the network has " + classes + "; make the subset for this network");
        });
        int named = dataset.classNames().size();
        this.labelsAreColumns = subset.filter(
                        some -> named != classes && named <= some.classes().size())
                .isPresent();
    }

    /** The compared logits of one picture. */
    Logits logits(float[] logits, int picture) {
        return subset.map(some -> Logits.ofColumns(logits, picture * classes, some.classes()))
                .orElseGet(() -> Logits.of(logits, picture * classes, classes));
    }

    /** The class of a column. */
    int classOf(int column) {
        return subset.map(some -> some.classes().get(column)).orElse(column);
    }

    /** The column of a label of the data set; empty if the network has no such class or it is not compared. */
    OptionalInt column(int label) {
        if (subset.isEmpty()) {
            return label < classes ? OptionalInt.of(label) : OptionalInt.empty();
        }
        List<Integer> compared = subset.get().classes();
        if (labelsAreColumns) {
            return label < compared.size() ? OptionalInt.of(label) : OptionalInt.empty();
        }
        return subset.get().position(label);
    }

    /** Refuses a data set with labels that cannot be compared, before any work is done. */
    void requireLabels(Dataset<ClassTarget> dataset) {
        for (int i = 0; i < dataset.size(); i++) {
            int label = dataset.target(i).label();
            if (column(label).isEmpty()) {
                String reason = subset.isEmpty()
                        ? "the network has the classes 0 to " + (classes - 1)
                                + "; use a model for this data set, or a class map"
                        : "that class is not among the "
                                + subset.get().classes().size()
                                + " classes of the subset; leave such pictures out or correct the subset";
                throw new MetaFormerException("picture '" + PrintableText.of(dataset.name(i)) + "' has the label "
                        + label + " (" + PrintableText.of(dataset.classNames().get(label)) + "), but " + reason);
            }
        }
    }
}
