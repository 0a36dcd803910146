/**
 * Vectors that describe pictures: computing those of whole data sets, storing them, and finding the pictures whose
 * vectors are nearest to that of another.
 */
package io.metaformer4j.evaluation.embedding;
