/**
 * Augmentation of batches that are normalised already: {@link io.metaformer4j.vision.augment.RandomErasing} overwrites
 * boxes of one picture, {@link io.metaformer4j.vision.augment.Mixup} mixes the pictures and targets of a whole batch.
 *
 * <p>Descriptions are immutable records; all randomness comes from the {@link io.metaformer4j.vision.random.RandomSource} handed
 * in. Rules and rounding follow timm 1.0.29.
 */
package io.metaformer4j.vision.augment;
