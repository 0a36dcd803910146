/**
 * Opening data sets: {@link io.metaformer4j.vision.data.location.Datasets} finds out of what format a location is,
 * {@link io.metaformer4j.vision.data.location.TrainingSplits} opens the two parts that a training needs.
 */
package io.metaformer4j.vision.data.location;
