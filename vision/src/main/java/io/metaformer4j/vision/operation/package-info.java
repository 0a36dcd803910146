/**
 * Operations that make a picture of a picture: what augmentation and corruptions have in common.
 *
 * <p>A {@link io.metaformer4j.vision.operation.PictureOperation} is one step of a training transform
 * ({@link io.metaformer4j.vision.transform.Augmentation#operations()}), comes before any transform
 * ({@link io.metaformer4j.vision.transform.SampleTransform#after}), or changes what a network is measured on
 * ({@link io.metaformer4j.vision.transform.EvalOperations}).
 */
package io.metaformer4j.vision.operation;
