package io.metaformer4j.onnx.graph;

import io.metaformer4j.weights.load.QuantizedLayer;
import java.util.Arrays;

/**
 * How a linear function of whole numbers reads its input and what its rows are multiplied by: an input is stored as the byte {@code x /
 * step + zero}, rounded, and the function is {@code scale[o] * sum(integers[o, i] * (byte[i] - zero)) * step}. Immutable.
 */
final class ByteInput {

    private final float step;
    private final int zero;

    /** May be 0 or negative, once something is multiplied into them. */
    private final double[] scales;

    private ByteInput(float step, int zero, double[] scales) {
        this.step = step;
        this.zero = zero;
        this.scales = scales;
    }

    static ByteInput of(QuantizedLayer layer) {
        return new ByteInput(
                layer.step(), layer.zero(), ChannelAffine.widened(layer.scales().toFloats()));
    }

    float step() {
        return step;
    }

    int zero() {
        return zero;
    }

    /** One for each output. */
    float[] scales() {
        return ChannelAffine.rounded(scales);
    }

    ByteInput then(ChannelAffine behind) {
        double[] scaled = new double[scales.length];
        for (int o = 0; o < scaled.length; o++) {
            scaled[o] = scales[o] * behind.scale(o);
        }
        return new ByteInput(step, zero, scaled);
    }

    ByteInput part(int from, int to) {
        return new ByteInput(step, zero, Arrays.copyOfRange(scales, from, to));
    }
}
