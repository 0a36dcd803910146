package io.metaformer4j.onnx.writer;

/**
 * A value that a node of the graph puts out.
 *
 * @param name its name in the graph
 * @param form how it lies
 * @param channels channels
 * @param height rows at the size of picture that the graph is written for
 * @param width columns at that size
 */
public record GraphValue(String name, Arrangement form, int channels, int height, int width) {

    /** How the values of a map lie. */
    public enum Arrangement {
        /** {@code [N, C, H, W]}, each channel a plane. */
        PLANES,
        /** {@code [N, H, W, C]}, the channels of a position together. */
        PIXELS,
        /** {@code [N, C]}, what is left of a map behind the mean over its positions. */
        VECTORS
    }

    /** Another value of the same form and size. */
    public GraphValue named(String other) {
        return new GraphValue(other, form, channels, height, width);
    }

    /** Another value of the same size. */
    public GraphValue named(String other, Arrangement otherForm) {
        return new GraphValue(other, otherForm, channels, height, width);
    }

    /** Another value of the same form and height and width. */
    public GraphValue named(String other, int otherChannels) {
        return new GraphValue(other, form, otherChannels, height, width);
    }
}
