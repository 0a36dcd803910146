/**
 * Packing a data set into the shards of a WebDataset, which are read from beginning to end and moved as a few large
 * files: {@link io.metaformer4j.vision.data.pack.ShardPacker} does it as
 * {@link io.metaformer4j.vision.data.pack.PackOptions} say.
 *
 * <p>The bytes of a shard follow from the data and the options alone. So a packing that was interrupted goes on by
 * comparing the shards that are there with what it would write.
 */
package io.metaformer4j.vision.data.pack;
