package io.metaformer4j.vision.resample;

import io.metaformer4j.zoo.Interpolation;

/**
 * Fixed-point filter weights for a run of consecutive outputs along one axis, after Pillow 12.3
 * ({@code src/libImaging/Resample.c}, {@code precompute_coeffs} and {@code normalize_coeffs_8bpc}).
 *
 * <p>Each output is the weighted sum of {@code count(i)} inputs from {@code first(i)} on. Weights carry
 * {@value #PRECISION_BITS} fractional bits: sums of products with unsigned bytes stay inside 32 bits.
 */
final class AxisWeights {

    /** Fractional bits of a weight. */
    static final int PRECISION_BITS = 32 - 8 - 2;

    private int outputs;
    private int stride;
    private int[] first = new int[0];
    private int[] count = new int[0];
    private int[] weights = new int[0];
    private double[] exact = new double[0];

    /**
     * Computes the weights of some outputs.
     *
     * @param filter the filter
     * @param size number of inputs
     * @param from left edge of the part that is resized
     * @param to right edge of the part that is resized
     * @param total number of outputs of the whole resize
     * @param start first output that is needed
     * @param outputs how many are needed
     */
    void compute(Interpolation filter, int size, float from, float to, int total, int start, int outputs) {
        this.outputs = outputs;
        if (from == 0 && to == size && total == size) {
            copy(start);
        } else if (filter == Interpolation.NEAREST) {
            nearest((double) (to - from) / total, from, start);
        } else {
            filter(Kernel.of(filter), size, from, (double) (to - from) / total, start);
        }
    }

    /** Pillow leaves out a pass that does not change its side. */
    private void copy(int start) {
        stride = 1;
        reserve();
        for (int i = 0; i < outputs; i++) {
            single(i, start + i);
        }
    }

    /** The running sum is Pillow's ({@code ImagingScaleAffine} in {@code Geometry.c}); its rounding errors count. */
    private void nearest(double scale, float from, int start) {
        stride = 1;
        reserve();
        double at = from + scale * 0.5;
        for (int i = 0; i < start + outputs; i++) {
            if (i >= start) {
                single(i - start, (int) at);
            }
            at += scale;
        }
    }

    private void single(int output, int input) {
        first[output] = input;
        count[output] = 1;
        weights[output] = 1 << PRECISION_BITS;
    }

    private void filter(Kernel kernel, int size, float from, double scale, int start) {
        double filterScale = Math.max(scale, 1.0);
        double support = kernel.support() * filterScale;
        double inverse = 1.0 / filterScale;
        this.stride = (int) Math.ceil(support) * 2 + 1;
        reserve();
        for (int i = 0; i < outputs; i++) {
            double center = from + (start + i + 0.5) * scale;
            int low = Math.max((int) (center - support + 0.5), 0);
            int high = Math.min((int) (center + support + 0.5), size);
            first[i] = low;
            count[i] = high - low;
            double sum = 0;
            for (int k = 0; k < high - low; k++) {
                double weight = kernel.weight((k + low - center + 0.5) * inverse);
                exact[k] = weight;
                sum += weight;
            }
            for (int k = 0; k < high - low; k++) {
                weights[i * stride + k] = toFixed(sum == 0 ? exact[k] : exact[k] / sum);
            }
        }
    }

    private void reserve() {
        if (first.length < outputs) {
            first = new int[outputs];
            count = new int[outputs];
        }
        if (exact.length < stride) {
            exact = new double[stride];
        }
        int needed = Math.multiplyExact(outputs, stride);
        if (weights.length < needed) {
            weights = new int[needed];
        }
    }

    /** Rounds half away from zero. */
    private static int toFixed(double weight) {
        double scaled = weight * (1 << PRECISION_BITS);
        return (int) (weight < 0 ? scaled - 0.5 : scaled + 0.5);
    }

    int outputs() {
        return outputs;
    }

    /** The smallest input that any output needs. */
    int low() {
        int low = Integer.MAX_VALUE;
        for (int i = 0; i < outputs; i++) {
            low = Math.min(low, first[i]);
        }
        return low;
    }

    /** One more than the largest input that any output needs. */
    int high() {
        int high = 0;
        for (int i = 0; i < outputs; i++) {
            high = Math.max(high, first[i] + count[i]);
        }
        return high;
    }

    /** The largest number of inputs of an output. */
    int most() {
        int most = 0;
        for (int i = 0; i < outputs; i++) {
            most = Math.max(most, count[i]);
        }
        return most;
    }

    int first(int output) {
        return first[output];
    }

    int count(int output) {
        return count[output];
    }

    /** Where the weights of an output start in {@link #weights()}. */
    int at(int output) {
        return output * stride;
    }

    int[] weights() {
        return weights;
    }
}
