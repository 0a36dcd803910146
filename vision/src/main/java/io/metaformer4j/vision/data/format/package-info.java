/**
 * The formats of data sets: image files in folders or in a table, tar archives and WebDataset shards, IDX files.
 */
package io.metaformer4j.vision.data.format;
