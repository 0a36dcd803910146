package io.metaformer4j.zoo;

/**
 * A strided convolution with an optional normalisation: after it in the stem, before it between stages.
 *
 * @param conv the convolution
 * @param norm the normalisation
 */
public record Embedding(ConvSpec conv, Normalization norm) {}
