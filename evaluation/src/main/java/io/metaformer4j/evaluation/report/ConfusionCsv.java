package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.validation.ConfusionMatrix;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;

/**
 * A confusion matrix for a spreadsheet: a line with the names of the classes behind the word {@code class}, and a line for
 * each class with its name and how many of its pictures were taken for each class.
 *
 * @param matrix the counts
 * @param names what the classes are called
 * @param classes which classes have a line and a column, in this order
 */
public record ConfusionCsv(ConfusionMatrix matrix, ClassNames names, List<Integer> classes) {

    /** More than any spreadsheet shows, and few enough for the file to be written in memory. */
    private static final int MOST_CLASSES = 4000;

    public ConfusionCsv {
        classes = List.copyOf(classes);
    }

    /**
     * Refuses a matrix that is too large for a file, before there is one.
     *
     * @param classes number of classes
     * @throws MetaFormerException if there are too many
     */
    public static void requireFits(int classes) {
        if (classes > MOST_CLASSES) {
            throw new MetaFormerException("a confusion matrix of " + classes + " classes is too large for a table of"
                    + " at most " + MOST_CLASSES + "; compare fewer classes, or write the answers to the pictures"
                    + " instead");
        }
    }

    /**
     * Writes the table.
     *
     * @return lines of cells that are parted by commas
     */
    public String toText() {
        CsvText csv = new CsvText();
        List<String> header = new ArrayList<>(List.of("class"));
        classes.forEach(label -> header.add(names.name(label)));
        csv.line(header);
        for (int label : classes) {
            List<String> cells = new ArrayList<>(List.of(names.name(label)));
            classes.forEach(predicted -> cells.add(Long.toString(matrix.count(label, predicted))));
            csv.line(cells);
        }
        return csv.toString();
    }
}
