package io.metaformer4j.onnx.graph;

import java.util.Arrays;
import java.util.Optional;

/**
 * A linear function of the channels of each position with its weights: {@code y = W x + b}. What is linear in each channel before
 * or behind it becomes part of {@code W} and {@code b}; each product is taken in double precision and rounded once. Of a function of
 * whole numbers, what comes behind becomes part of its scales, and nothing can be taken up that comes before. Immutable.
 */
final class LinearFunction {

    private final String path;
    private final int inputs;
    private final int outputs;
    private final float[] weight;
    private final Optional<double[]> bias;
    private final Optional<ByteInput> bytes;

    private LinearFunction(
            String path, int inputs, int outputs, float[] weight, Optional<double[]> bias, Optional<ByteInput> bytes) {
        this.path = path;
        this.inputs = inputs;
        this.outputs = outputs;
        this.weight = weight;
        this.bias = bias;
        this.bytes = bytes;
    }

    /**
     * A function as it is stored.
     *
     * @param path name of its module
     * @param inputs channels that come in
     * @param outputs channels of the result
     * @param weight {@code [outputs, inputs]}
     * @param bias {@code [outputs]}, or empty
     */
    static LinearFunction of(String path, int inputs, int outputs, float[] weight, Optional<float[]> bias) {
        return new LinearFunction(path, inputs, outputs, weight, bias.map(ChannelAffine::widened), Optional.empty());
    }

    /** The same function with its weights as whole numbers, which {@code input} gives a meaning. */
    LinearFunction of(ByteInput input) {
        return new LinearFunction(path, inputs, outputs, weight, bias, Optional.of(input));
    }

    /** How whole numbers are meant; empty if the weights are no whole numbers. */
    Optional<ByteInput> bytes() {
        return bytes;
    }

    String path() {
        return path;
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return outputs;
    }

    /** {@code [outputs, inputs]}. */
    float[] weight() {
        return weight;
    }

    /** {@code [inputs, outputs]}. */
    float[] transposed() {
        float[] turned = new float[weight.length];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                turned[i * outputs + o] = weight[o * inputs + i];
            }
        }
        return turned;
    }

    /** {@code [outputs]}, or empty. */
    Optional<float[]> bias() {
        return bias.map(ChannelAffine::rounded);
    }

    /** Outputs {@code from} to {@code to}, without the last, as a function of another name. */
    LinearFunction part(String name, int from, int to) {
        return new LinearFunction(
                name,
                inputs,
                to - from,
                Arrays.copyOfRange(weight, from * inputs, to * inputs),
                bias.map(all -> Arrays.copyOfRange(all, from, to)),
                bytes.map(all -> all.part(from, to)));
    }

    /** This function of {@code before(x)}. */
    LinearFunction after(ChannelAffine before) {
        if (bytes.isPresent()) {
            throw new IllegalStateException(
                    "inputs of " + path + " are rounded behind what comes before, not before it");
        }
        double[] sums = bias.map(double[]::clone).orElseGet(() -> new double[outputs]);
        float[] scaled = new float[weight.length];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                double value = weight[o * inputs + i];
                scaled[o * inputs + i] = (float) (value * before.scale(i));
                sums[o] += value * before.shift(i);
            }
        }
        return new LinearFunction(
                path,
                inputs,
                outputs,
                scaled,
                bias.isPresent() || before.hasShift() ? Optional.of(sums) : bias,
                Optional.empty());
    }

    /** This function, then another of each channel of the result. */
    LinearFunction then(ChannelAffine behind) {
        double[] sums = bias.map(double[]::clone).orElseGet(() -> new double[outputs]);
        float[] scaled = bytes.isPresent() ? weight : new float[weight.length];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs && bytes.isEmpty(); i++) {
                scaled[o * inputs + i] = (float) (weight[o * inputs + i] * behind.scale(o));
            }
            sums[o] = sums[o] * behind.scale(o) + behind.shift(o);
        }
        return new LinearFunction(
                path,
                inputs,
                outputs,
                scaled,
                bias.isPresent() || behind.hasShift() ? Optional.of(sums) : bias,
                bytes.map(input -> input.then(behind)));
    }
}
