/**
 * How a network does on pictures that are unlike those it was trained on: ImageNet-A, -R, -Sketch and -V2, the reassessed labels
 * of ImageNet (ReaL), and common corruptions, from the published files of ImageNet-C or made on the way to the network.
 *
 * <p>A job is a list of {@link io.metaformer4j.evaluation.robustness.RobustnessPart}s. A
 * {@link io.metaformer4j.evaluation.robustness.RobustnessRun} counts right answers on each of them; counts of several processes,
 * each with its share of the pictures, add up to those of the whole. {@link io.metaformer4j.evaluation.robustness.RobustnessScores}
 * makes the figures of the papers of them, and a {@link io.metaformer4j.evaluation.robustness.RobustnessPage} shows them.
 */
package io.metaformer4j.evaluation.robustness;
