/**
 * From samples to batches: what happens to a picture before a network sees it.
 *
 * <p>A {@link io.metaformer4j.vision.transform.SampleTransform} turns image files or pixels into pictures of a batch. There
 * are two: {@link io.metaformer4j.vision.transform.EvalTransform} does what the {@code Preprocessing} of a model says
 * (resize, centre crop, normalisation), with {@link io.metaformer4j.vision.transform.EvalOperations} if pictures are to be
 * changed for it; {@link io.metaformer4j.vision.transform.TrainTransform} does what an
 * {@link io.metaformer4j.vision.transform.Augmentation} says, in timm's order: crop
 * ({@link io.metaformer4j.vision.transform.RandomResizedCrop} or {@link io.metaformer4j.vision.transform.PaddedCrop}),
 * flips, {@linkplain io.metaformer4j.vision.operation.PictureOperation operations on the pixels}, normalisation,
 * {@link io.metaformer4j.vision.augment.RandomErasing}.
 *
 * <p>Each says with an {@link io.metaformer4j.vision.transform.AppliedGeometry} which part of a picture it took, so that boxes
 * and masks can follow.
 *
 * <p>Descriptions are immutable records; all randomness comes from the seed of the sample. Rules and rounding follow timm
 * 1.0.29, torchvision 0.28 and Pillow 12.3.
 */
package io.metaformer4j.vision.transform;
