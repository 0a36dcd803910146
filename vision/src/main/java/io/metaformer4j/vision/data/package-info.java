/**
 * Data sets: pictures with targets.
 *
 * <p>A {@link io.metaformer4j.vision.data.Dataset} has random access to samples and knows a target for each: its class
 * ({@link io.metaformer4j.vision.data.ClassTarget}), boxes ({@link io.metaformer4j.vision.data.Boxes}) or a mask
 * ({@link io.metaformer4j.vision.data.Mask}). {@code io.metaformer4j.vision.data.location} opens what lies in files,
 * {@link io.metaformer4j.vision.data.InMemoryDataset} takes what a program has,
 * {@link io.metaformer4j.vision.data.CachedPictures} keeps what was decoded; {@code io.metaformer4j.vision.loader} reads
 * them in batches.
 */
package io.metaformer4j.vision.data;
