package io.metaformer4j.vision.corruption.weather;

import io.metaformer4j.vision.corruption.field.GaussianFilter;
import io.metaformer4j.vision.corruption.field.RowShape;
import io.metaformer4j.vision.random.RandomSource;

/** Where something liquid sticks to the lens: smoothed normal numbers, of which small ones are none. */
final class LiquidLayer {

    private LiquidLayer() {}

    /**
     * Draws it.
     *
     * @param shape size of the picture, with one channel
     * @param mean mean of the numbers
     * @param deviation standard deviation of the numbers
     * @param sigma by how many pixels they are smoothed
     * @param threshold what is smaller becomes 0
     * @param random source of the random numbers: one normal number for each pixel
     * @return {@code [H, W]}
     */
    static double[] draw(
            RowShape shape, double mean, double deviation, double sigma, double threshold, RandomSource random) {
        int width = shape.width();
        double[] layer = new double[width * shape.height()];
        double[] numbers = new double[width];
        GaussianFilter.of(sigma)
                .filter(
                        (y, row, at) -> {
                            random.gaussians(numbers);
                            for (int x = 0; x < width; x++) {
                                row[at + x] = mean + deviation * numbers[x];
                            }
                        },
                        shape,
                        (y, row) -> {
                            for (int x = 0; x < width; x++) {
                                layer[y * width + x] = row[x] < threshold ? 0 : row[x];
                            }
                        });
        return layer;
    }
}
