package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.PrintableText;
import java.util.Optional;

/**
 * What classes are called in a report.
 *
 * @param labels the names; empty if the classes have none
 */
public record ClassNames(Optional<LabelSet> labels) {

    /** Longest name at the side of a matrix. */
    private static final int BRIEF = 28;

    /**
     * The name of a class for a page.
     *
     * @param label the class
     * @return its name, escaped
     */
    public String html(int label) {
        return Html.escape(name(label));
    }

    /**
     * The name of a class for a narrow place on a page.
     *
     * @param label the class
     * @return its name, cut and escaped
     */
    public String brief(int label) {
        return Html.escape(PrintableText.of(name(label), BRIEF));
    }

    /**
     * The name of a class.
     *
     * @param label the class
     * @return its name, of several synonyms the first; its number if the classes have no names
     */
    public String name(int label) {
        return labels.map(names -> name(names, label)).orElse("class " + label);
    }

    /** Of the synonyms that ImageNet's classes have the first one. */
    private static String name(LabelSet names, int label) {
        return names.wnids().isEmpty() ? names.name(label) : names.shortName(label);
    }
}
