package io.metaformer4j.evaluation.prediction;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which columns a table of predictions has, after timm's {@code inference.py}: the picture, then the best classes by
 * their numbers, by their names, and by how probable they are; on request its features as well.
 *
 * @param best how many classes are told of each picture, the best first; 0 tells the output of every class in the order
 *     of the classes, without numbers and names
 * @param separate whether each of the best has columns of its own, {@code label_0}, {@code label_1}, ..., or all share
 *     one column that holds a list; a single one has plain columns either way
 * @param fullName whether pictures are told by their path in the data set, or by the name of their file alone
 * @param index whether there is a column of numbers of classes
 * @param label how classes are called; empty for no column of names
 * @param output what is told of a class; empty for no such column
 * @param features whether the vector that enters the classifier is told: in columns {@code feature_0}, {@code feature_1},
 *     ... where the best classes are separate and in CSV, or else as a list in a column {@code features}
 * @param errors whether pictures that cannot be used have rows, with an error in a column of its own, or none
 * @param names what the columns are called
 */
public record PredictionColumns(
        int best,
        boolean separate,
        boolean fullName,
        boolean index,
        Optional<LabelForm> label,
        Optional<OutputForm> output,
        boolean features,
        boolean errors,
        Headings names) {

    /** How classes are called. */
    public enum LabelForm {
        /** The WordNet id, where classes have one, or else the name. */
        NAME,
        /** The name with all synonyms. */
        DESCRIPTION
    }

    /** What is told of a class. */
    public enum OutputForm {
        /** Softmax of the logits, 0 to 1. */
        PROB,
        /** The logit. */
        LOGIT
    }

    /**
     * What the columns are called.
     *
     * @param filename the picture
     * @param index numbers of classes
     * @param label names of classes
     * @param output probabilities or logits; empty for {@code prob} or {@code logit}
     */
    public record Headings(String filename, String index, String label, Optional<String> output) {

        /** Those of timm. */
        public static final Headings STANDARD = new Headings("filename", "index", "label", Optional.empty());
    }

    /** The column of what is wrong with a picture. */
    public static final String ERROR = "error";

    public PredictionColumns {
        if (best < 0) {
            throw new MetaFormerException("the number of classes to tell is " + best + "; it must be at least 0 (all)");
        }
        if (output.isEmpty() && !features && (best == 0 || (label.isEmpty() && !index))) {
            throw new MetaFormerException(
                    "the table would tell nothing of a picture; keep the output, the numbers or the names of the"
                            + " classes, or add features");
        }
        List<String> given = new ArrayList<>(List.of(names.filename, names.index, names.label, ERROR));
        output.ifPresent(form -> given.add(outputHeading(form, names)));
        if (given.stream().anyMatch(String::isBlank) || new TreeSet<>(given).size() < given.size()) {
            throw new MetaFormerException("columns of a table need different names, none of them blank, but are called "
                    + given + "; choose others");
        }
    }

    /**
     * timm's own: the best class of each picture by its description and probability, and the name of its file. Pictures
     * that cannot be used have rows of their own, which timm's table has not.
     *
     * @return the columns
     */
    public static PredictionColumns standard() {
        return new PredictionColumns(
                1,
                /* separate= */ false,
                /* fullName= */ false,
                /* index= */ false,
                Optional.of(LabelForm.DESCRIPTION),
                Optional.of(OutputForm.PROB),
                /* features= */ false,
                /* errors= */ true,
                Headings.STANDARD);
    }

    /** The heading of probabilities or logits. */
    String outputHeading(OutputForm form) {
        return outputHeading(form, names);
    }

    private static String outputHeading(OutputForm form, Headings names) {
        return names.output.orElse(form == OutputForm.PROB ? "prob" : "logit");
    }
}
