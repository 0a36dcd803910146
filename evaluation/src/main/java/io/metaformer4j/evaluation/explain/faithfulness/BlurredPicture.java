package io.metaformer4j.evaluation.explain.faithfulness;

import io.metaformer4j.engine.FloatArray;

/** The Gaussian blur with which insertion begins; the outermost pixels are repeated outwards. */
final class BlurredPicture {

    /** Of RISE's kernel: 11x11 pixels, standard deviation 5. */
    private static final int RADIUS = 5;

    private static final double DEVIATION = 5;

    private BlurredPicture() {}

    /** A blurred picture {@code [C, H, W]}. */
    static FloatArray of(FloatArray picture) {
        int height = picture.shape().get(1);
        int width = picture.shape().get(2);
        float[] rows = new float[picture.values().length];
        float[] both = new float[rows.length];
        double[] weights = weights();
        for (int i = 0; i < rows.length; i++) {
            int x = i % width;
            double sum = 0;
            for (int d = -RADIUS; d <= RADIUS; d++) {
                int near = Math.min(Math.max(x + d, 0), width - 1);
                sum += weights[d + RADIUS] * picture.values()[i - x + near];
            }
            rows[i] = (float) sum;
        }
        for (int i = 0; i < both.length; i++) {
            int y = i / width % height;
            double sum = 0;
            for (int d = -RADIUS; d <= RADIUS; d++) {
                int near = Math.min(Math.max(y + d, 0), height - 1);
                sum += weights[d + RADIUS] * rows[i + (near - y) * width];
            }
            both[i] = (float) sum;
        }
        return FloatArray.of(both, picture.shape());
    }

    private static double[] weights() {
        double[] weights = new double[2 * RADIUS + 1];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double distance = (i - RADIUS) / DEVIATION;
            weights[i] = Math.exp(-distance * distance / 2);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }
}
