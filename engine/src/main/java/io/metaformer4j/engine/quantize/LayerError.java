package io.metaformer4j.engine.quantize;

/**
 * What storing one layer as bytes changes.
 *
 * @param path path of the layer
 * @param error root mean square of the change of the network's answers, as a part of their own, with this layer alone as bytes
 * @param kept whether it stays float32
 */
public record LayerError(String path, double error, boolean kept) {}
