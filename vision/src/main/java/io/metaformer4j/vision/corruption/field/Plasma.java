package io.metaformer4j.vision.corruption.field;

import io.metaformer4j.vision.random.RandomSource;

/**
 * A random map like a cloud, made by the diamond-square algorithm as ImageNet-C's {@code plasma_fractal} has it: on a square
 * whose side is a power of two and which goes on behind its edges where it begins, means of four neighbours are moved by
 * numbers that become smaller with the distance of the neighbours. Values go from 0 to 1.
 *
 * <p>The reference takes a map of 256 for pictures of 224, and so does this: the side is the smallest power of two that holds
 * the picture. Above 1024 the map of that side is stretched, so that memory stays within bounds.
 */
public final class Plasma {

    private static final int LARGEST = 1024;
    private static final double FIRST_MOVE = 100;

    private final int side;
    private final double step;
    private final float[] values;

    private Plasma(int side, double step, float[] values) {
        this.side = side;
        this.step = step;
        this.values = values;
    }

    /**
     * Draws a map for a picture.
     *
     * @param width width of the picture in pixels
     * @param height height of the picture in pixels
     * @param decay by how much the moves become smaller each time the distance is halved
     * @param random source of the random numbers: the square of the side less one
     * @return the map
     */
    public static Plasma draw(int width, int height, double decay, RandomSource random) {
        long covered = 2;
        while (covered < Math.max(width, height)) {
            covered *= 2;
        }
        int side = (int) Math.min(LARGEST, covered);
        Plasma plasma = new Plasma(side, (double) side / covered, new float[side * side]);
        double move = FIRST_MOVE;
        for (int distance = side; distance >= 2; distance /= 2) {
            plasma.fillSquares(distance, move, random);
            plasma.fillDiamonds(distance, move, random);
            move /= decay;
        }
        plasma.normalize();
        return plasma;
    }

    private float value(int y, int x) {
        return values[(y & (side - 1)) * side + (x & (side - 1))];
    }

    private void set(int y, int x, float sum, double move, RandomSource random) {
        values[y * side + x] = (float) (sum / 4 + move * random.uniform(-move, move));
    }

    private void fillSquares(int distance, double move, RandomSource random) {
        int half = distance / 2;
        for (int y = 0; y < side; y += distance) {
            for (int x = 0; x < side; x += distance) {
                float left = value(y, x) + value(y + distance, x);
                float right = value(y, x + distance) + value(y + distance, x + distance);
                set(y + half, x + half, left + right, move, random);
            }
        }
    }

    /** First those that have corners on their left and right, then those that have them above and below. */
    private void fillDiamonds(int distance, double move, RandomSource random) {
        int half = distance / 2;
        for (int y = 0; y < side; y += distance) {
            for (int x = 0; x < side; x += distance) {
                float middles = value(y + half, x + half) + value(y - half, x + half);
                float corners = value(y, x) + value(y, x + distance);
                set(y, x + half, middles + corners, move, random);
            }
        }
        for (int y = 0; y < side; y += distance) {
            for (int x = 0; x < side; x += distance) {
                float middles = value(y + half, x + half) + value(y + half, x - half);
                float corners = value(y, x) + value(y + distance, x);
                set(y + half, x, middles + corners, move, random);
            }
        }
    }

    private void normalize() {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        float range = most > least ? most - least : 1;
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - least) / range;
        }
    }

    /**
     * The value at a pixel of the picture.
     *
     * @param x column
     * @param y row
     * @return from 0 to 1
     */
    public double pixel(int x, int y) {
        return step == 1 ? value(y, x) : at(x * step, y * step);
    }

    /**
     * The value at any place of the map, interpolated linearly.
     *
     * @param x place along the rows; the map repeats
     * @param y place along the columns
     * @return from 0 to 1
     */
    public double at(double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double down = y - top;
        double above = value(top, left) * (1 - right) + value(top, left + 1) * right;
        double below = value(top + 1, left) * (1 - right) + value(top + 1, left + 1) * right;
        return above * (1 - down) + below * down;
    }
}
