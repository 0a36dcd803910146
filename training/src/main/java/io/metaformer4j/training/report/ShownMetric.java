package io.metaformer4j.training.report;

import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import java.util.Locale;

/**
 * Something that was measured of the validation pictures, as people see it.
 *
 * @param column the column of the log that has it
 * @param title what it is called on the page
 * @param percent whether its values are percentages
 */
record ShownMetric(String column, String title, boolean percent) {

    private static final String LOSS = "Validation loss";

    /**
     * A column of the log.
     *
     * @param column its name
     * @param name what the validation calls it
     */
    static ShownMetric of(String column, String name) {
        boolean percent = ClassificationMetrics.ALL.stream()
                .anyMatch(metric -> metric.name().equals(name) && metric.percent());
        return new ShownMetric(column, title(name), percent);
    }

    private static String title(String name) {
        if (name.equals(ClassificationMetrics.LOSS.name())) {
            return LOSS;
        }
        String words = name.replaceFirst("^top(?=\\d)", "top-").replace('_', ' ');
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** Whether it is the loss, which stands beside that of the training. */
    boolean isLoss() {
        return title.equals(LOSS);
    }

    /** A value as text; a dash if there is none. */
    String text(double value) {
        return percent && Double.isFinite(value) ? Html.format("%.2f %%", value) : number(value);
    }

    /** A number that is no percentage as text; a dash if there is none. */
    static String number(double value) {
        return Double.isFinite(value) ? Html.format("%.4f", value) : "-";
    }
}
