package io.metaformer4j.onnx.writer;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * How a graph is written.
 *
 * @param opset version of the standard operators, {@link #OLDEST_OPSET} to {@link #NEWEST_OPSET}
 * @param height rows of the pictures
 * @param width columns of the pictures
 * @param anyBatch whether the graph takes any number of pictures, rather than one
 * @param anySize whether it takes pictures of any size
 * @param input what comes in
 */
public record GraphSettings(
        int opset, int height, int width, boolean anyBatch, boolean anySize, PictureElements input) {

    /** The first with LayerNormalization. */
    public static final int OLDEST_OPSET = 17;

    /** The newest that was tried with the checker of ONNX and with ONNX Runtime. */
    public static final int NEWEST_OPSET = 23;

    /** The first with Gelu, which ONNX Runtime joins with the bias before it. */
    public static final int GELU_OPSET = 20;

    /** What comes into a graph. */
    public enum PictureElements {
        /** Normalised floats {@code [N, C, H, W]}. */
        NORMALIZED,
        /** Bytes {@code [N, H, W, C]} as decoded, which the graph normalises. */
        BYTES
    }

    /**
     * Checks the version.
     *
     * @throws MetaFormerException if it is not one of those that can be written
     */
    public GraphSettings {
        if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
            throw new MetaFormerException(
                    "opset " + opset + " cannot be written; use one from " + OLDEST_OPSET + " to " + NEWEST_OPSET);
        }
    }

    /**
     * The version of the format of files that goes with the operators, as ONNX lists them in its {@code Versioning.md}.
     *
     * @return what a model says as {@code ir_version}
     */
    public int format() {
        if (opset >= 23) {
            return 11;
        }
        if (opset >= 21) {
            return 10;
        }
        return opset >= 19 ? 9 : 8;
    }
}
