/**
 * Training transforms and augmentation.
 *
 * <p>An {@link io.metaformer4j.vision.transform.Augmentation} describes what happens to a training picture, in timm's order:
 * crop ({@link io.metaformer4j.vision.transform.RandomResizedCrop} or {@link io.metaformer4j.vision.transform.PaddedCrop}),
 * flips, operations on the pixels ({@link io.metaformer4j.vision.operation.ColorJitter},
 * {@link io.metaformer4j.vision.operation.Cutout}), normalisation,
 * {@link io.metaformer4j.vision.augment.RandomErasing}. A {@link io.metaformer4j.vision.transform.TrainTransform} does it
 * for a {@link io.metaformer4j.vision.loader.DataLoader}. {@link io.metaformer4j.vision.augment.Mixup} mixes the pictures and
 * targets of a whole batch afterwards.
 *
 * <p>Descriptions are immutable records; all randomness comes from the {@link io.metaformer4j.vision.random.RandomSource} handed
 * in. Rules and rounding follow timm 1.0.29, torchvision 0.28 and Pillow 12.3.
 */
package io.metaformer4j.vision.augment;
