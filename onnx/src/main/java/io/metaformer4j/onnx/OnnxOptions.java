package io.metaformer4j.onnx;

import io.metaformer4j.onnx.writer.GraphSettings;

/**
 * How a model is exported.
 *
 * @param opset version of ONNX's operators, 17 to 23
 * @param anyBatch whether the graph takes any number of pictures, rather than one
 * @param anySize whether it takes pictures of any size, rather than of the model's own
 * @param features whether it also puts out the maps of all stages and, of classifiers, the pooled vectors; feature backbones always
 *     put out the maps
 * @param bytes whether it takes pictures as decoded, bytes {@code [N, H, W, C]}, and normalises them, rather than normalised floats
 *     {@code [N, C, H, W]}
 * @param externalData whether the weights go into a file of their own, also where one of 2 GB could hold them
 */
public record OnnxOptions(
        int opset, boolean anyBatch, boolean anySize, boolean features, boolean bytes, boolean externalData) {

    /** The oldest version of the operators that can be written. */
    public static final int OLDEST_OPSET = GraphSettings.OLDEST_OPSET;

    /** The newest. */
    public static final int NEWEST_OPSET = GraphSettings.NEWEST_OPSET;

    /** Opset 20, the first with GELU; one normalised picture of the model's size; nothing but its answer; one file. */
    public static final OnnxOptions DEFAULT = new OnnxOptions(20, false, false, false, false, false);

    /** The same with another version of the operators, 17 to 23. */
    public OnnxOptions withOpset(int version) {
        return new OnnxOptions(version, anyBatch, anySize, features, bytes, externalData);
    }

    /** The same for any number of pictures. */
    public OnnxOptions withAnyBatch() {
        return new OnnxOptions(opset, true, anySize, features, bytes, externalData);
    }

    /** The same for pictures of any size. */
    public OnnxOptions withAnySize() {
        return new OnnxOptions(opset, anyBatch, true, features, bytes, externalData);
    }

    /** The same with the maps of the stages and the pooled vectors. */
    public OnnxOptions withFeatures() {
        return new OnnxOptions(opset, anyBatch, anySize, true, bytes, externalData);
    }

    /** The same for pictures as decoded. */
    public OnnxOptions withBytes() {
        return new OnnxOptions(opset, anyBatch, anySize, features, true, externalData);
    }

    /** The same with the weights in a file of their own. */
    public OnnxOptions withExternalData() {
        return new OnnxOptions(opset, anyBatch, anySize, features, bytes, true);
    }
}
