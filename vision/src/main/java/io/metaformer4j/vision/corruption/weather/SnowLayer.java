package io.metaformer4j.vision.corruption.weather;

import io.metaformer4j.vision.corruption.field.RowSource;
import io.metaformer4j.vision.corruption.field.ZoomAxis;
import io.metaformer4j.vision.random.RandomSource;

/**
 * Flakes before they fall: normal numbers, one for each pixel, of which the middle is zoomed and what is small left out.
 *
 * @param mean mean of the numbers
 * @param deviation standard deviation of the numbers
 * @param zoom how large flakes are, in pixels
 * @param threshold what is smaller is no flake
 */
public record SnowLayer(double mean, double deviation, double zoom, double threshold) {

    /**
     * Draws flakes.
     *
     * @param width width of the picture in pixels
     * @param height height of the picture in pixels
     * @param random source of the random numbers: one normal number for each pixel
     * @return rows of whole numbers from 0 to 255, one for each pixel
     */
    RowSource draw(int width, int height, RandomSource random) {
        ZoomAxis columns = ZoomAxis.of(width, zoom);
        ZoomAxis rows = ZoomAxis.of(height, zoom);
        double[][] middle = new double[rows.count()][];
        double[] numbers = new double[width];
        for (int y = 0; y < height; y++) {
            random.gaussians(numbers);
            int inside = y - rows.start();
            if (inside >= 0 && inside < rows.count()) {
                middle[inside] = new double[columns.count()];
                for (int x = 0; x < columns.count(); x++) {
                    middle[inside][x] = mean + deviation * numbers[columns.start() + x];
                }
            }
        }
        return (y, row, at) -> {
            double[] above = middle[rows.first(y)];
            double[] below = middle[rows.second(y)];
            double down = rows.share(y);
            for (int x = 0; x < width; x++) {
                double left = above[columns.first(x)] * (1 - down) + below[columns.first(x)] * down;
                double right = above[columns.second(x)] * (1 - down) + below[columns.second(x)] * down;
                row[at + x] = flake(left * (1 - columns.share(x)) + right * columns.share(x));
            }
        };
    }

    private double flake(double number) {
        return number < threshold ? 0 : (int) (255 * Math.max(0, Math.min(1, number)));
    }
}
