package io.metaformer4j.evaluation.prediction;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.prediction.PredictionColumn.ValueType;
import io.metaformer4j.evaluation.prediction.PredictionColumns.LabelForm;
import io.metaformer4j.evaluation.prediction.PredictionColumns.OutputForm;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Rows of predictions for some columns and classes. */
final class PredictionTable {

    private final PredictionColumns columns;
    private final Optional<LabelSet> labels;
    private final int told;
    private final boolean spreadFeatures;
    private final List<PredictionColumn> made = new ArrayList<>();
    private final List<String> headings;

    /**
     * Prepares a table.
     *
     * @param columns which columns it has
     * @param labels names of the classes; without them there are no names but numbers
     * @param architecture how many classes and features there are
     * @param format how rows are written
     */
    PredictionTable(
            PredictionColumns columns, Optional<LabelSet> labels, Architecture architecture, PredictionFormat format) {
        this.columns = columns;
        this.labels = labels;
        this.spreadFeatures = columns.separate() || format == PredictionFormat.CSV;
        int classes = architecture.classes();
        this.told = columns.best() == 0 ? classes : Math.min(columns.best(), classes);
        made.add(new PredictionColumn(columns.names().filename(), ValueType.TEXT, /* list= */ false));
        if (hasIndices()) {
            make(columns.names().index(), ValueType.INTEGER);
        }
        if (hasLabels()) {
            make(columns.names().label(), ValueType.TEXT);
        }
        columns.output().ifPresent(form -> make(columns.outputHeading(form), ValueType.REAL));
        if (columns.features()) {
            makeFeatures(architecture.stages());
        }
        if (columns.errors()) {
            made.add(new PredictionColumn(PredictionColumns.ERROR, ValueType.TEXT, /* list= */ false));
        }
        headings = made.stream().map(PredictionColumn::name).toList();
        requireDifferent(headings);
    }

    /** Numbers behind names may make them equal to another. */
    private static void requireDifferent(List<String> headings) {
        Set<String> before = new HashSet<>();
        for (String heading : headings) {
            if (!before.add(heading)) {
                throw new MetaFormerException("two columns of the table would be called '" + PrintableText.of(heading)
                        + "'; choose other names for them");
            }
        }
    }

    private boolean hasIndices() {
        boolean unnamed = columns.label().isPresent() && labels.isEmpty();
        return columns.best() > 0 && (columns.index() || unnamed);
    }

    private boolean hasLabels() {
        return columns.best() > 0 && columns.label().isPresent() && labels.isPresent();
    }

    private boolean isSpread() {
        return columns.separate() && told > 1;
    }

    private void make(String name, ValueType type) {
        if (isSpread()) {
            for (int i = 0; i < told; i++) {
                made.add(new PredictionColumn(name + "_" + i, type, /* list= */ false));
            }
        } else {
            made.add(new PredictionColumn(name, type, told > 1));
        }
    }

    /** A feature for each channel of the last stage. */
    private void makeFeatures(List<Stage> stages) {
        if (spreadFeatures) {
            int channels = stages.get(stages.size() - 1).dim();
            for (int i = 0; i < channels; i++) {
                made.add(new PredictionColumn("feature_" + i, ValueType.REAL, /* list= */ false));
            }
        } else {
            made.add(new PredictionColumn("features", ValueType.REAL, /* list= */ true));
        }
    }

    /** The columns. */
    List<PredictionColumn> columns() {
        return List.copyOf(made);
    }

    /** What stands above the columns. */
    List<String> headings() {
        return headings;
    }

    /** The row of a picture, as many cells as there are headings. */
    List<Cell> row(String name, PictureAnswer answer) {
        Logits logits = answer.logits();
        int[] classes = columns.best() == 0 ? IntStream.range(0, told).toArray() : logits.top(told);
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.text(shown(name)));
        if (hasIndices()) {
            add(cells, classes, Cell::number);
        }
        if (hasLabels()) {
            LabelSet names = labels.orElseThrow();
            LabelForm form = columns.label().orElseThrow();
            add(cells, classes, index -> Cell.text(label(names, form, index)));
        }
        columns.output().ifPresent(form -> add(cells, classes, index -> output(logits, form, index)));
        if (columns.features()) {
            addFeatures(cells, answer);
        }
        if (columns.errors()) {
            cells.add(Cell.none());
        }
        return cells;
    }

    /** The row of a picture that cannot be used; empty if such have none. */
    Optional<List<Cell>> failed(String name, String reason) {
        if (!columns.errors()) {
            return Optional.empty();
        }
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.text(shown(name)));
        while (cells.size() < headings.size() - 1) {
            cells.add(Cell.none());
        }
        cells.add(Cell.text(reason));
        return Optional.of(cells);
    }

    private void add(List<Cell> cells, int[] classes, IntFunction<Cell> content) {
        List<Cell> values = IntStream.of(classes).mapToObj(content).toList();
        if (isSpread() || values.size() == 1) {
            cells.addAll(values);
        } else {
            cells.add(Cell.list(values));
        }
    }

    private void addFeatures(List<Cell> cells, PictureAnswer answer) {
        FloatArray features = answer.features()
                .orElseThrow(() -> new MetaFormerException(
                        "the table has columns of features, but the answers come without; predict with features"));
        List<Cell> values = new ArrayList<>();
        for (float value : features.values()) {
            values.add(Cell.decimal(value));
        }
        if (spreadFeatures) {
            cells.addAll(values);
        } else {
            cells.add(Cell.list(values));
        }
    }

    private static String label(LabelSet names, LabelForm form, int index) {
        return form == LabelForm.NAME ? names.wnid(index).orElseGet(() -> names.name(index)) : names.name(index);
    }

    private static Cell output(Logits logits, OutputForm form, int index) {
        return Cell.decimal(form == OutputForm.PROB ? (float) logits.probability(index) : logits.value(index));
    }

    private String shown(String name) {
        return columns.fullName() ? name : name.substring(name.lastIndexOf('/') + 1);
    }
}
