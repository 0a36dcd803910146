/**
 * Data sets and the loader that turns them into batches.
 *
 * <p>{@link io.metaformer4j.vision.data.Datasets} opens class folders, tar archives, WebDataset shards, IDX files and
 * tables; {@link io.metaformer4j.vision.data.CachedPictures} keeps small ones in memory. A
 * {@link io.metaformer4j.vision.data.Loader} reads the samples in the order of a
 * {@link io.metaformer4j.vision.data.SampleOrder} with several threads, applies a
 * {@link io.metaformer4j.vision.transform.SampleTransform} and hands out batches in a fixed order.
 */
package io.metaformer4j.vision.data;
