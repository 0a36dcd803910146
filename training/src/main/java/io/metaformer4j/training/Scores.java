package io.metaformer4j.training;

/**
 * How well a network does on data it was not trained on.
 *
 * @param top1 percentage of pictures whose class has the largest logit
 * @param top5 percentage of pictures whose class is among the five largest logits
 * @param loss mean cross-entropy without label smoothing
 * @param samples number of pictures
 */
public record Scores(double top1, double top5, double loss, long samples) {}
