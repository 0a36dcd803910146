package io.metaformer4j.vision.corruption.digital;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.field.BorderMode;
import io.metaformer4j.vision.corruption.field.UnitRange;
import io.metaformer4j.vision.operation.Canvas;

/**
 * A picture of 32-bit floats from 0 to 1, {@code [H, W, 3]}, whose pixels are looked up between each other. Whatever its size,
 * it stands for a square of {@link DisplacementField#SIDE} pixels.
 */
final class FloatPicture {

    private final int width;
    private final int height;
    private final float[] values;

    /** Pixels of the square for one of the picture. */
    private final double scaleX;

    private final double scaleY;

    private FloatPicture(int width, int height, float[] values) {
        this.width = width;
        this.height = height;
        this.values = values;
        this.scaleX = (double) DisplacementField.SIDE / width;
        this.scaleY = (double) DisplacementField.SIDE / height;
    }

    static FloatPicture of(Canvas canvas) {
        double[] levels = UnitRange.levels(255);
        byte[] rgb = canvas.rgb();
        float[] values = new float[rgb.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) levels[rgb[i] & 0xff];
        }
        return new FloatPicture(canvas.width(), canvas.height(), values);
    }

    private double column(int x) {
        return (x + 0.5) * scaleX - 0.5;
    }

    private double row(int y) {
        return (y + 0.5) * scaleY - 0.5;
    }

    /**
     * Moves the picture as a whole, as OpenCV 5's {@code warpAffine} does with linear interpolation and
     * {@code BORDER_REFLECT_101}.
     *
     * @param move where pixels of the square come from
     * @return the moved picture
     */
    FloatPicture moved(AffineMove move) {
        float[] moved = new float[values.length];
        double[] pixel = new double[Picture.CHANNELS];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double fromX = (move.column(column(x), row(y)) + 0.5) / scaleX - 0.5;
                double fromY = (move.row(column(x), row(y)) + 0.5) / scaleY - 0.5;
                look(fromX, fromY, BorderMode.MIRROR, pixel);
                for (double value : pixel) {
                    moved[at++] = (float) value;
                }
            }
        }
        return new FloatPicture(width, height, moved);
    }

    /**
     * Moves each pixel on its own, as {@code scipy.ndimage.map_coordinates} 1.17 does with {@code order=1} and
     * {@code mode="reflect"}.
     *
     * @param right how far to the right of each place of the square its pixel comes from
     * @param down how far below it
     * @param rgb receives the values of the moved picture
     */
    void displace(DisplacementField right, DisplacementField down, byte[] rgb) {
        double[] pixel = new double[Picture.CHANNELS];
        int at = 0;
        for (int y = 0; y < height; y++) {
            double row = row(y);
            for (int x = 0; x < width; x++) {
                double column = column(x);
                double fromX = x + right.at(column, row) / scaleX;
                double fromY = y + down.at(column, row) / scaleY;
                look(fromX, fromY, BorderMode.REFLECT, pixel);
                for (double value : pixel) {
                    rgb[at++] = UnitRange.toByte(value);
                }
            }
        }
    }

    /** Interpolates linearly between four pixels. */
    private void look(double x, double y, BorderMode border, double[] pixel) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double down = y - top;
        int near = border.index(left, width) * Picture.CHANNELS;
        int far = border.index(left + 1, width) * Picture.CHANNELS;
        int above = border.index(top, height) * width * Picture.CHANNELS;
        int below = border.index(top + 1, height) * width * Picture.CHANNELS;
        for (int c = 0; c < pixel.length; c++) {
            double upper = values[above + near + c] * (1 - right) + values[above + far + c] * right;
            double lower = values[below + near + c] * (1 - right) + values[below + far + c] * right;
            pixel[c] = upper * (1 - down) + lower * down;
        }
    }
}
