/**
 * Reading a data set in batches with several threads.
 *
 * <p>A {@link io.metaformer4j.vision.loader.DataLoader} reads the samples of a data set in a
 * {@link io.metaformer4j.vision.loader.SampleOrder}, hands them to a transform and gives out an epoch's
 * {@linkplain io.metaformer4j.vision.loader.Batch batches}: the same ones whatever the number of threads.
 */
package io.metaformer4j.vision.loader;
