package io.metaformer4j.vision.corruption.weather;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.field.MotionKernel;
import io.metaformer4j.vision.corruption.field.RowShape;
import io.metaformer4j.vision.corruption.field.RowSource;
import io.metaformer4j.vision.corruption.field.UnitRange;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's snow: a whitened picture, and flakes blurred along a steep line on it, twice: as they are and turned by 180
 * degrees.
 *
 * @param layer the flakes
 * @param radius half the length of the blur in pixels
 * @param sigma standard deviation of the blur in pixels
 * @param kept share of the picture that is not whitened
 */
public record Snow(SnowLayer layer, int radius, double sigma, double kept) implements PictureOperation {

    private static final double LEAST_DEGREES = -135;
    private static final double MOST_DEGREES = -45;

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        int width = canvas.width();
        RowSource flakes = layer.draw(width, canvas.height(), random);
        double degrees = random.uniform(LEAST_DEGREES, MOST_DEGREES);
        byte[] fallen = new byte[width * canvas.height()];
        new MotionKernel(radius, sigma).blur(degrees, flakes, new RowShape(width, canvas.height(), 1), (y, row) -> {
            for (int x = 0; x < width; x++) {
                fallen[y * width + x] = (byte) (int) Math.min(255, row[x]);
            }
        });
        cover(canvas.rgb(), fallen);
    }

    /** Gray is OpenCV's {@code RGB2GRAY}. */
    private void cover(byte[] rgb, byte[] fallen) {
        double[] levels = UnitRange.levels(255);
        for (int i = 0; i < fallen.length; i++) {
            int at = i * Picture.CHANNELS;
            double gray = 0.299 * levels[rgb[at] & 0xff]
                    + 0.587 * levels[rgb[at + 1] & 0xff]
                    + 0.114 * levels[rgb[at + 2] & 0xff];
            double white = gray * 1.5 + 0.5;
            double snow = levels[fallen[i] & 0xff] + levels[fallen[fallen.length - 1 - i] & 0xff];
            for (int c = at; c < at + Picture.CHANNELS; c++) {
                double value = levels[rgb[c] & 0xff];
                rgb[c] = UnitRange.toByte(kept * value + (1 - kept) * Math.max(value, white) + snow);
            }
        }
    }
}
