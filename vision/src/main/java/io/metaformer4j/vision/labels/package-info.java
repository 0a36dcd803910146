/**
 * What the outputs of a classifier mean: class names and WordNet ids, and the label files of published benchmarks.
 *
 * <p>{@link io.metaformer4j.vision.labels.LabelSet} names the classes of ImageNet-1k, ImageNet-21k, CIFAR-10 and
 * Fashion-MNIST in model output order, or those of a user's file.
 * {@link io.metaformer4j.vision.labels.ImageNetSubset} tells which ImageNet classes belong to ImageNet-A and ImageNet-R,
 * {@link io.metaformer4j.vision.labels.ReassessedLabels} and {@link io.metaformer4j.vision.labels.ClassSubset} read the
 * files behind {@code --real-labels} and {@code --class-subset}.
 *
 * <p>The built-in tables are read from resources at each call; keep the returned object. All types are immutable and safe
 * for concurrent use. The names come from WordNet, whose licence lies beside the tables.
 */
package io.metaformer4j.vision.labels;
