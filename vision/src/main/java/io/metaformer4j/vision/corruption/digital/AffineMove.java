package io.metaformer4j.vision.corruption.digital;

import io.metaformer4j.vision.random.RandomSource;

/**
 * The affine map that takes three points of a square of 224 pixels to others: from where each pixel comes. It is the inverse
 * of the one that OpenCV's {@code getAffineTransform} finds, as {@code warpAffine} takes it.
 *
 * @param xx what the column adds to the column looked up
 * @param xy what the row adds to the column looked up
 * @param x the column looked up for column and row 0
 * @param yx what the column adds to the row looked up
 * @param yy what the row adds to the row looked up
 * @param y the row looked up for column and row 0
 */
record AffineMove(double xx, double xy, double x, double yx, double yy, double y) {

    private static final int MIDDLE = DisplacementField.SIDE / 2;

    /** Half the distance of the points: a third of the side. */
    private static final int OFFSET = DisplacementField.SIDE / 3;

    /**
     * Draws where the points go.
     *
     * @param most how far along each side, in pixels
     * @param random source of the random numbers: six
     * @return the map
     */
    static AffineMove draw(double most, RandomSource random) {
        float near = MIDDLE - OFFSET;
        float far = MIDDLE + OFFSET;
        double farX = far + (float) random.uniform(-most, most);
        double farY = far + (float) random.uniform(-most, most);
        double cornerX = far + (float) random.uniform(-most, most);
        double cornerY = near + (float) random.uniform(-most, most);
        double nearX = near + (float) random.uniform(-most, most);
        double nearY = near + (float) random.uniform(-most, most);
        double side = far - near;
        double toXx = (cornerX - nearX) / side;
        double toYx = (cornerY - nearY) / side;
        double toXy = (farX - cornerX) / side;
        double toYy = (farY - cornerY) / side;
        double toX = nearX - toXx * near - toXy * near;
        double toY = nearY - toYx * near - toYy * near;
        double determinant = toXx * toYy - toXy * toYx;
        double inverse = determinant == 0 ? 0 : 1 / determinant;
        double xx = toYy * inverse;
        double xy = -toXy * inverse;
        double yx = -toYx * inverse;
        double yy = toXx * inverse;
        return new AffineMove(xx, xy, -xx * toX - xy * toY, yx, yy, -yx * toX - yy * toY);
    }

    double column(double column, double row) {
        return xx * column + xy * row + x;
    }

    double row(double column, double row) {
        return yx * column + yy * row + y;
    }
}
