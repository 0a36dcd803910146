package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * An affine motion of the plane about the centre c of a picture or map: the point p goes to {@code L (p - c) + c + t}.
 * Coordinates are continuous: x goes to the right and y downwards, and the value in column i is at {@code i + 0.5}.
 *
 * @param xx what x adds to x, of the matrix L
 * @param xy what y adds to x
 * @param yx what x adds to y
 * @param yy what y adds to y
 * @param right shift t to the right, in pixels of the picture or positions of the map
 * @param down shift t downwards
 */
public record PlaneMotion(double xx, double xy, double yx, double yy, double right, double down) {

    /** Everything stays where it is. */
    public static final PlaneMotion NONE = new PlaneMotion(1, 0, 0, 1, 0, 0);

    private static final int RIGHT_ANGLE = 90;
    private static final int RIGHT_ANGLES = 4;

    /** Checks that the motion can be taken back. */
    public PlaneMotion {
        double determinant = xx * yy - xy * yx;
        if (!Double.isFinite(determinant + right + down) || determinant == 0) {
            throw new MetaFormerException("motion [[" + xx + ", " + xy + "], [" + yx + ", " + yy + "]] by (" + right
                    + ", " + down + ") cannot be taken back; give finite numbers and a matrix that has an inverse");
        }
    }

    /**
     * A rotation counterclockwise; one by whole right angles is without rounding.
     *
     * @param degrees angle in degrees
     * @return the motion
     */
    public static PlaneMotion rotation(double degrees) {
        double turns = degrees / RIGHT_ANGLE;
        if (turns == Math.rint(turns)) {
            int[] sines = {0, 1, 0, -1};
            int quarter = Math.floorMod((long) turns, RIGHT_ANGLES);
            return rotation(sines[(quarter + 1) % RIGHT_ANGLES], sines[quarter]);
        }
        return rotation(Math.cos(Math.toRadians(degrees)), Math.sin(Math.toRadians(degrees)));
    }

    private static PlaneMotion rotation(double cosine, double sine) {
        return new PlaneMotion(cosine, sine, 0 - sine, cosine, 0, 0);
    }

    /**
     * The motion that takes this one back.
     *
     * @return the inverse
     */
    public PlaneMotion inverse() {
        double determinant = xx * yy - xy * yx;
        double a = yy / determinant;
        double b = -xy / determinant;
        double c = -yx / determinant;
        double d = xx / determinant;
        return new PlaneMotion(a, b, c, d, -(a * right + b * down), -(c * right + d * down));
    }

    /**
     * The same motion of a map that covers the picture with other numbers of rows and columns.
     *
     * @param across columns of the map divided by those of the picture
     * @param along rows of the map divided by those of the picture
     * @return the motion in positions of the map
     */
    public PlaneMotion scaled(double across, double along) {
        return new PlaneMotion(xx, xy * across / along, yx * along / across, yy, right * across, down * along);
    }

    /**
     * Where a point goes.
     *
     * @param x column of the point, from the centre
     * @param y row of the point, from the centre
     * @return its new column, from the centre
     */
    double x(double x, double y) {
        return xx * x + xy * y + right;
    }

    /** The new row, as {@link #x}. */
    double y(double x, double y) {
        return yx * x + yy * y + down;
    }
}
