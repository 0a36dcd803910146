package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * The fixed kernels of the geometric mixers:
 * {@code cos(pi n r/R) [r <= R] (cos|sin)(m theta)}, divided by the sum of absolute values (GeoFormer,
 * {@code build_geo_basis_kernel}).
 *
 * <p>The reference computes in float32, where cos(pi/2) is not 0; so every operation but the sum is rounded to float here, too.
 */
public final class GeometricKernel {

    private static final float SUPPORT_TOLERANCE = 1.0f + 1e-6f;
    private static final float SMALLEST_SUM = 1e-6f;

    private GeometricKernel() {}

    /**
     * Values of one kernel.
     *
     * @param size side of the kernel, odd and at least 3
     * @param order radial and angular order
     * @param sine whether the angular part is the sine rather than the cosine
     * @return {@code size * size} values, row-major; the row is y, the column x
     */
    public static float[] values(int size, GeometricOrder order, boolean sine) {
        if (size < 3 || size % 2 == 0) {
            throw new MetaFormerException("geometric kernel of side " + size + " must be odd and at least 3");
        }
        int half = size / 2;
        float support = (size - 1) / 2.0f;
        float[] kernel = new float[size * size];
        double sum = 0;
        for (int y = -half; y <= half; y++) {
            for (int x = -half; x <= half; x++) {
                float radius = (float) Math.sqrt((float) (x * x + y * y));
                float normalized = radius / support;
                float angle = (float) Math.atan2(y, x);
                float radial = normalized <= SUPPORT_TOLERANCE
                        ? (float) Math.cos((float) (Math.PI * order.radial()) * normalized)
                        : 0;
                float phase = order.angular() * angle;
                float angular = (float) (sine ? Math.sin(phase) : Math.cos(phase));
                float value = radial * angular;
                kernel[(y + half) * size + x + half] = value;
                sum += Math.abs(value);
            }
        }
        if (sum > SMALLEST_SUM) {
            float norm = (float) sum;
            for (int i = 0; i < kernel.length; i++) {
                kernel[i] /= norm;
            }
        }
        return kernel;
    }
}
