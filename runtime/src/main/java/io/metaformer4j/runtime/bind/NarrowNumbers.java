package io.metaformer4j.runtime.bind;

import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.FusedStep.Bytes;
import java.util.Arrays;
import java.util.Optional;

/**
 * The numbers of a product or convolution of bytes. With {@code x = step * (u - zero)} and {@code W = scale * q}, {@code W x + bias =
 * factor * (q u + (bias / factor - zero * sum(q)))}, where {@code factor = scale * step} and {@code q u} is a sum of whole numbers.
 *
 * @param integers whole numbers, row by row
 * @param bias what is added to their sums
 * @param factors what the whole is multiplied by
 */
record NarrowNumbers(Coefficients integers, Coefficients bias, Coefficients factors) {

    static NarrowNumbers of(Optional<Coefficients> added, Bytes bytes) {
        float[] integers = bytes.integers().values();
        float[] factors = new float[bytes.scales().size()];
        int inputs = integers.length / factors.length;
        float[] bias = new float[factors.length];
        for (int n = 0; n < factors.length; n++) {
            double given = added.isPresent() ? added.get().values()[n] : 0;
            float factor = bytes.scales().values()[n] * bytes.step();
            if (factor == 0) { // an output that is switched off: only its bias is left
                integers = integers == bytes.integers().values() ? integers.clone() : integers;
                Arrays.fill(integers, n * inputs, (n + 1) * inputs, 0);
                factor = 1;
            }
            long sum = 0;
            for (int k = 0; k < inputs; k++) {
                sum += (long) integers[n * inputs + k];
            }
            factors[n] = factor;
            bias[n] = (float) (given / factor - (double) bytes.zero() * sum);
        }
        return new NarrowNumbers(Coefficients.of(integers), Coefficients.of(bias), Coefficients.of(factors));
    }
}
