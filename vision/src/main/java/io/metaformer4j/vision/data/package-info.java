/**
 * Data sets and the loader that turns them into batches.
 *
 * <p>{@link io.metaformer4j.vision.data.location.Datasets} opens class folders, tar archives, WebDataset shards, IDX files and
 * tables; {@link io.metaformer4j.vision.data.CachedPictures} keeps small ones in memory. A
 * {@link io.metaformer4j.vision.loader.DataLoader} reads the samples in the order of a
 * {@link io.metaformer4j.vision.loader.SampleOrder} with several threads, applies a
 * {@link io.metaformer4j.vision.transform.SampleTransform} and hands out batches in a fixed order.
 */
package io.metaformer4j.vision.data;
