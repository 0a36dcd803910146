package io.metaformer4j.cli.robustness;

import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.evaluation.robustness.RobustnessFigure;
import io.metaformer4j.evaluation.robustness.RobustnessScores;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Figures of models as text, a row for each figure and a column for each model.
 *
 * @param models the figures of each model
 */
record ComparisonTable(List<RobustnessScores> models) {

    String render() {
        Set<String> titles = new LinkedHashSet<>();
        models.forEach(scores -> scores.figures().forEach(figure -> titles.add(figure.title())));
        TextTable table = new TextTable();
        List<String> heading = new ArrayList<>(List.of("percent"));
        models.forEach(scores -> heading.add(scores.model()));
        table.row(heading.toArray(String[]::new));
        for (String title : titles) {
            List<String> row = new ArrayList<>(List.of(title));
            models.forEach(scores -> row.add(cell(scores, title)));
            table.row(row.toArray(String[]::new));
        }
        return table.render();
    }

    private static String cell(RobustnessScores scores, String title) {
        return scores.figures().stream()
                .filter(figure -> figure.title().equals(title))
                .map(RobustnessFigure::percent)
                .map(percent -> String.format(Locale.ROOT, "%.2f", percent))
                .findFirst()
                .orElse("-");
    }
}
