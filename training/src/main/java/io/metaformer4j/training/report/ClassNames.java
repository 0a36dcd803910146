package io.metaformer4j.training.report;

import io.metaformer4j.training.report.page.Html;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.PrintableText;
import java.util.Optional;

/**
 * What classes are called on the page.
 *
 * @param labels the names; empty if the classes have none
 */
record ClassNames(Optional<LabelSet> labels) {

    /** Longest name at the side of a matrix. */
    private static final int BRIEF = 28;

    /** The name of a class, escaped. */
    String html(int label) {
        return Html.escape(name(label));
    }

    /** The name of a class, escaped and cut. */
    String brief(int label) {
        return Html.escape(PrintableText.of(name(label), BRIEF));
    }

    private String name(int label) {
        return labels.map(names -> name(names, label)).orElse("class " + label);
    }

    /** Of the synonyms that ImageNet's classes have the first one. */
    private static String name(LabelSet names, int label) {
        return names.wnids().isEmpty() ? names.name(label) : names.shortName(label);
    }
}
