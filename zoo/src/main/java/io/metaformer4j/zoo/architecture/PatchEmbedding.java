package io.metaformer4j.zoo.architecture;

/**
 * A strided convolution with an optional normalisation: after it in the stem, before it between stages.
 *
 * @param conv the convolution
 * @param norm the normalisation
 */
public record PatchEmbedding(ConvSpec conv, Normalization norm) {}
