/**
 * Augmentation by policies that draw operations at random: {@link io.metaformer4j.vision.augment.auto.RandAugment},
 * {@link io.metaformer4j.vision.augment.auto.AutoAugment} and {@link io.metaformer4j.vision.augment.auto.AugMix}, each
 * described by the text that timm's {@code --aa} takes.
 *
 * <p>An {@link io.metaformer4j.vision.augment.auto.AutomaticAugmentation} becomes one
 * {@link io.metaformer4j.vision.operation.PictureOperation} of a training transform, between the flips and the other
 * operations. Operations, magnitudes and policies follow timm 1.0.29, pixels Pillow 12.3; the random numbers are ours.
 */
package io.metaformer4j.vision.augment.auto;
