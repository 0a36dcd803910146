/**
 * Texts from outside that name things, and how they are read and shown.
 *
 * <p>{@link io.metaformer4j.vision.names.PictureName} and {@link io.metaformer4j.vision.names.ImageFileNames} take paths of
 * pictures apart, {@link io.metaformer4j.vision.names.BraceExpansion} expands names of shards,
 * {@link io.metaformer4j.vision.names.Csv} reads tables of names and labels, and
 * {@link io.metaformer4j.vision.names.PrintableNames} writes names into messages.
 */
package io.metaformer4j.vision.names;
