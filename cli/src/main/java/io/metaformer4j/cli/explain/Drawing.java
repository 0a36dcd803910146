package io.metaformer4j.cli.explain;

import io.metaformer4j.evaluation.explain.PlacedMap;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** The picture that comes of explanations: the only one in the size of the photograph, several in a grid. */
final class Drawing {

    /** Pictures in a grid at most; more would fill the memory, and nobody could look at them. */
    static final int MOST = 1024;

    private final int models;
    private final TreeMap<Integer, Row> rows = new TreeMap<>();
    private Optional<Picture> only = Optional.empty();

    /** A photograph with its explanations. */
    private record Row(Picture photograph, String name, List<Entry> entries) {}

    private record Entry(Picture overlay, List<String> caption) {}

    /**
     * Begins.
     *
     * @param models how many models explain; captions say which it is if there are several
     */
    Drawing(int models) {
        this.models = models;
    }

    /**
     * Refuses, before anything is computed, what would become too large.
     *
     * @param photographs how many photographs there are
     * @param maps how many maps of them a model makes
     * @throws MetaFormerException if a grid cannot hold them
     */
    void requireRoom(int photographs, long maps) {
        long all = photographs + models * maps;
        if (all > MOST) {
            throw new MetaFormerException("a grid of " + all + " pictures is too large for --output, which shows "
                    + MOST + " at most; name fewer pictures, models, methods or classes, or take --maps in its place");
        }
    }

    /** Draws an explanation over its picture. */
    void add(Explanation explanation, Picture picture, PlacedMap map) {
        Picture overlay = map.overlay(picture);
        only = rows.isEmpty() ? Optional.of(overlay) : Optional.empty();
        rows.computeIfAbsent(
                        explanation.picture(),
                        key -> new Row(
                                HeatMapGrid.scaled(picture), PrintableText.of(explanation.file()), new ArrayList<>()))
                .entries()
                .add(new Entry(HeatMapGrid.scaled(overlay), caption(explanation)));
    }

    private List<String> caption(Explanation explanation) {
        List<String> lines = new ArrayList<>();
        lines.add(explanation.settings().method().title());
        lines.add(String.format(
                Locale.ROOT, "%s %.1f %%", PrintableText.of(explanation.label()), 100 * explanation.probability()));
        if (models > 1) {
            lines.add(PrintableText.of(explanation.model()));
        }
        explanation
                .faithfulness()
                .ifPresent(found -> lines.add(String.format(
                        Locale.ROOT, "ins %.3f del %.3f", found.insertionScore(), found.deletionScore())));
        return lines;
    }

    /** The picture of everything that was added, which must be something. */
    Picture finish() {
        return only.orElseGet(this::grid);
    }

    private Picture grid() {
        HeatMapGrid grid = new HeatMapGrid();
        for (Row row : rows.values()) {
            grid.begin(row.photograph(), row.name());
            row.entries().forEach(entry -> grid.add(entry.overlay(), entry.caption()));
        }
        return grid.draw();
    }
}
