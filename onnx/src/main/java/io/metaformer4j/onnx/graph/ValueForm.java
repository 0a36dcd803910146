package io.metaformer4j.onnx.graph;

/** How the values of a map lie. */
public enum ValueForm {
    /** {@code [N, C, H, W]}, each channel a plane. */
    PLANES,
    /** {@code [N, H, W, C]}, the channels of a position together. */
    PIXELS,
    /** {@code [N, C]}, what is left of a map behind the mean over its positions. */
    VECTORS
}
