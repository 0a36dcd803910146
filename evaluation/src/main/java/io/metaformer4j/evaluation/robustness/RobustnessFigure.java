package io.metaformer4j.evaluation.robustness;

/**
 * A number that a model is compared by.
 *
 * @param title what it is, for instance {@code ImageNet-A top-1}
 * @param higherIsBetter whether more is better, as of an accuracy, or less, as of an error
 * @param percent the number
 */
public record RobustnessFigure(String title, boolean higherIsBetter, double percent) {}
