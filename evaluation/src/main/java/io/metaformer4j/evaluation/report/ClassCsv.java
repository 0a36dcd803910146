package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.validation.ConfusionMatrix;
import io.metaformer4j.evaluation.validation.ConfusionMatrix.Confusion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How well each class is recognised, for a spreadsheet. Precision is the share of the answers of a class that are right,
 * recall the share of its pictures that are recognised, F1 their harmonic mean; what would be a share of nothing is left
 * empty.
 *
 * @param matrix which classes were taken for which
 * @param names what they are called
 * @param classes which classes have a line, in this order
 */
public record ClassCsv(ConfusionMatrix matrix, ClassNames names, List<Integer> classes) {

    private static final List<String> HEADER = List.of(
            "class",
            "name",
            "support",
            "predicted",
            "correct",
            "precision",
            "recall",
            "f1",
            "confused_with",
            "confused_name",
            "confused_count");

    public ClassCsv {
        classes = List.copyOf(classes);
    }

    /**
     * Writes the table.
     *
     * @return lines of cells that are parted by commas, the first with their names
     */
    public String toText() {
        CsvText csv = new CsvText();
        csv.line(HEADER);
        Map<Integer, Confusion> worst = new HashMap<>();
        matrix.confusions().forEach(mistake -> worst.putIfAbsent(mistake.label(), mistake));
        for (int label : classes) {
            Confusion mistake = worst.get(label);
            csv.line(List.of(
                    Integer.toString(label),
                    names.name(label),
                    Long.toString(matrix.pictures(label)),
                    Long.toString(matrix.predicted(label)),
                    Long.toString(matrix.correct(label)),
                    CsvText.share(share(matrix.correct(label), matrix.predicted(label))),
                    CsvText.share(share(matrix.correct(label), matrix.pictures(label))),
                    CsvText.share(share(2 * matrix.correct(label), matrix.pictures(label) + matrix.predicted(label))),
                    mistake == null ? "" : Integer.toString(mistake.predicted()),
                    mistake == null ? "" : names.name(mistake.predicted()),
                    mistake == null ? "" : Long.toString(mistake.count())));
        }
        return csv.toString();
    }

    private static OptionalDouble share(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
