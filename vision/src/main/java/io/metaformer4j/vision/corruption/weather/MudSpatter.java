package io.metaformer4j.vision.corruption.weather;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.field.GaussianFilter;
import io.metaformer4j.vision.corruption.field.RowShape;
import io.metaformer4j.vision.corruption.field.UnitRange;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's spatter of mud: brown spots with soft edges.
 *
 * @param mean mean of the numbers of the liquid layer
 * @param deviation standard deviation of the numbers
 * @param sigma by how many pixels they are smoothed
 * @param threshold where they are larger, there is mud
 * @param softness by how many pixels the spots are smoothed
 */
public record MudSpatter(double mean, double deviation, double sigma, double threshold, double softness)
        implements PictureOperation {

    /** Less mud than this is none. */
    private static final double LEAST = 0.8;

    private static final double RED = 63 / 255.0;
    private static final double GREEN = 42 / 255.0;
    private static final double BLUE = 20 / 255.0;

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        int width = canvas.width();
        RowShape shape = new RowShape(width, canvas.height(), 1);
        double[] layer = LiquidLayer.draw(shape, mean, deviation, sigma, threshold, random);
        byte[] rgb = canvas.rgb();
        GaussianFilter.of(softness)
                .filter(
                        (y, row, at) -> {
                            for (int x = 0; x < width; x++) {
                                row[at + x] = layer[y * width + x] > threshold ? 1 : 0;
                            }
                        },
                        shape,
                        (y, row) -> {
                            for (int x = 0; x < width; x++) {
                                cover(rgb, (y * width + x) * Picture.CHANNELS, row[x]);
                            }
                        });
    }

    private static void cover(byte[] rgb, int at, double mud) {
        if (mud >= LEAST) {
            rgb[at] = covered(rgb[at], mud, RED);
            rgb[at + 1] = covered(rgb[at + 1], mud, GREEN);
            rgb[at + 2] = covered(rgb[at + 2], mud, BLUE);
        }
    }

    private static byte covered(byte value, double mud, double color) {
        return UnitRange.toByte((value & 0xff) / 255.0 * (1 - mud) + mud * color);
    }
}
