package io.metaformer4j.vision.corruption.digital;

import io.metaformer4j.vision.corruption.field.BorderMode;
import io.metaformer4j.vision.corruption.field.GaussianFilter;
import io.metaformer4j.vision.corruption.field.RowShape;
import io.metaformer4j.vision.random.RandomSource;

/** How far each place of a square of 224 pixels is moved along one side: uniform numbers, smoothed. */
final class DisplacementField {

    /** Side of the square in pixels. */
    static final int SIDE = 224;

    /** Where the reference cuts the Gaussian off, in standard deviations. */
    private static final double TRUNCATION = 3;

    private final float[] values;

    private DisplacementField(float[] values) {
        this.values = values;
    }

    /**
     * Draws a field.
     *
     * @param amount by which the smoothed numbers are multiplied
     * @param sigma standard deviation of the Gaussian in pixels
     * @param random source of the random numbers: one for each pixel of the square
     * @return the field
     */
    static DisplacementField draw(double amount, double sigma, RandomSource random) {
        float[] values = new float[SIDE * SIDE];
        GaussianFilter.of(sigma, TRUNCATION, BorderMode.REFLECT)
                .filter(
                        (y, row, at) -> {
                            for (int x = 0; x < SIDE; x++) {
                                row[at + x] = random.uniform(-1, 1);
                            }
                        },
                        new RowShape(SIDE, SIDE, 1),
                        (y, row) -> {
                            for (int x = 0; x < SIDE; x++) {
                                values[y * SIDE + x] = (float) (row[x] * amount);
                            }
                        });
        return new DisplacementField(values);
    }

    /**
     * The displacement at a place.
     *
     * @param x column; outside of the square that of its border counts
     * @param y row
     * @return pixels of the square
     */
    double at(double x, double y) {
        double column = Math.max(0, Math.min(SIDE - 1.0, x));
        double row = Math.max(0, Math.min(SIDE - 1.0, y));
        int left = (int) column;
        int top = (int) row;
        double right = column - left;
        double down = row - top;
        int at = top * SIDE + left;
        if (right == 0 && down == 0) {
            return values[at];
        }
        int next = left < SIDE - 1 ? 1 : 0;
        int below = at + (top < SIDE - 1 ? SIDE : 0);
        return (values[at] * (1 - right) + values[at + next] * right) * (1 - down)
                + (values[below] * (1 - right) + values[below + next] * right) * down;
    }
}
