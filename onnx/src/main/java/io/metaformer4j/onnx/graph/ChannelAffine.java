package io.metaformer4j.onnx.graph;

import java.util.Arrays;

/** For each channel a factor and then a summand: {@code scale * x + shift}. Immutable, in double precision. */
final class ChannelAffine {

    private final double[] scale;
    private final double[] shift;

    private ChannelAffine(double[] scale, double[] shift) {
        this.scale = scale;
        this.shift = shift;
    }

    /** Factors and summands {@code [C]}. */
    static ChannelAffine of(double[] scale, double[] shift) {
        return new ChannelAffine(scale.clone(), shift.clone());
    }

    /** Factors {@code [C]}. */
    static ChannelAffine scaling(double[] scale) {
        return of(scale, new double[scale.length]);
    }

    /** The same for all channels. */
    static ChannelAffine uniform(int channels, double scale, double shift) {
        double[] scales = new double[channels];
        double[] shifts = new double[channels];
        Arrays.fill(scales, scale);
        Arrays.fill(shifts, shift);
        return new ChannelAffine(scales, shifts);
    }

    int channels() {
        return scale.length;
    }

    double scale(int channel) {
        return scale[channel];
    }

    double shift(int channel) {
        return shift[channel];
    }

    /** This one first, then another. */
    ChannelAffine then(ChannelAffine next) {
        double[] scales = new double[scale.length];
        double[] shifts = new double[scale.length];
        for (int c = 0; c < scales.length; c++) {
            scales[c] = next.scale[c] * scale[c];
            shifts[c] = next.scale[c] * shift[c] + next.shift[c];
        }
        return new ChannelAffine(scales, shifts);
    }

    /** The same without summands. */
    ChannelAffine withoutShift() {
        return scaling(scale);
    }

    boolean hasShift() {
        return Arrays.stream(shift).anyMatch(value -> value != 0);
    }

    boolean hasScale() {
        return Arrays.stream(scale).anyMatch(value -> value != 1);
    }

    float[] scales() {
        return rounded(scale);
    }

    float[] shifts() {
        return rounded(shift);
    }

    /** Doubles as floats. */
    static float[] rounded(double[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }

    /** Floats as doubles. */
    static double[] widened(float[] values) {
        double[] widened = new double[values.length];
        for (int i = 0; i < widened.length; i++) {
            widened[i] = values[i];
        }
        return widened;
    }
}
