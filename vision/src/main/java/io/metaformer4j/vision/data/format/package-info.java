/**
 * The formats of data sets: image files in folders or in a table, tar archives and WebDataset shards; IDX
 * files have a package of their own.
 */
package io.metaformer4j.vision.data.format;
