package io.metaformer4j.vision.operation.pixel;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Where the point of a result comes from: {@code (a x + b y + c, d x + e y + f)}, in pixels from the upper left corner.
 *
 * @param a share of the column in the column
 * @param b share of the row in the column
 * @param c columns to the right
 * @param d share of the column in the row
 * @param e share of the row in the row
 * @param f rows further down
 */
public record AffineMap(double a, double b, double c, double d, double e, double f) {

    /** Digits behind the point that Pillow keeps of sines and cosines. */
    private static final int DIGITS = 15;

    private static final double FULL_TURN = 360;

    /** Takes each row from {@code factor * y} pixels further to the right. */
    public static AffineMap shearX(double factor) {
        return new AffineMap(1, factor, 0, 0, 1, 0);
    }

    /** Takes each column from {@code factor * x} pixels further down. */
    public static AffineMap shearY(double factor) {
        return new AffineMap(1, 0, 0, factor, 1, 0);
    }

    /** Takes pixels from further to the right and down. */
    public static AffineMap translation(double columns, double rows) {
        return new AffineMap(1, 0, columns, 0, 1, rows);
    }

    /** Turns the picture about its centre, counter-clockwise. */
    public static AffineMap rotation(double degrees, int width, int height) {
        double turn = degrees % FULL_TURN;
        double angle = -((turn < 0 ? turn + FULL_TURN : turn) * (Math.PI / 180));
        double cosine = rounded(StrictMath.cos(angle));
        double sine = rounded(StrictMath.sin(angle));
        double centerX = width / 2.0;
        double centerY = height / 2.0;
        double columns = cosine * -centerX + sine * -centerY + centerX;
        double rows = -sine * -centerX + cosine * -centerY + centerY;
        return new AffineMap(cosine, sine, columns, -sine, cosine, rows);
    }

    private static double rounded(double value) {
        return new BigDecimal(value).setScale(DIGITS, RoundingMode.HALF_EVEN).doubleValue();
    }

    double sourceX(double x, double y) {
        return a * x + b * y + c;
    }

    double sourceY(double x, double y) {
        return d * x + e * y + f;
    }
}
