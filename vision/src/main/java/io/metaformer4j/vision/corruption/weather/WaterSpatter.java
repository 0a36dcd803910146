package io.metaformer4j.vision.corruption.weather;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.field.RowShape;
import io.metaformer4j.vision.corruption.field.UnitRange;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's spatter of water: pale turquoise drops, lit from one side by their {@link WaterRelief}.
 *
 * @param mean mean of the numbers of the liquid layer
 * @param deviation standard deviation of the numbers
 * @param sigma by how many pixels they are smoothed
 * @param threshold where they are smaller, there is no water
 * @param strength what is added where the water is lightest, from 0 to 1
 */
public record WaterSpatter(double mean, double deviation, double sigma, double threshold, double strength)
        implements PictureOperation {

    private static final double RED = 175 / 255.0;
    private static final double GREEN = 238 / 255.0;
    private static final double BLUE = 238 / 255.0;

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        RowShape shape = new RowShape(canvas.width(), canvas.height(), 1);
        double[] layer = LiquidLayer.draw(shape, mean, deviation, sigma, threshold, random);
        int[] water = new int[layer.length];
        for (int i = 0; i < water.length; i++) {
            water[i] = (int) Math.min(255, layer[i] * 255);
        }
        int[] relief = WaterRelief.of(water, canvas.width(), canvas.height());
        int lightest = 0;
        for (int i = 0; i < water.length; i++) {
            water[i] *= relief[i];
            lightest = Math.max(lightest, water[i]);
        }
        if (lightest > 0) {
            light(canvas.rgb(), water, strength / lightest);
        }
    }

    private static void light(byte[] rgb, int[] water, double scale) {
        for (int i = 0; i < water.length; i++) {
            if (water[i] > 0) {
                double light = water[i] * scale;
                int at = i * Picture.CHANNELS;
                rgb[at] = lit(rgb[at], light * RED);
                rgb[at + 1] = lit(rgb[at + 1], light * GREEN);
                rgb[at + 2] = lit(rgb[at + 2], light * BLUE);
            }
        }
    }

    private static byte lit(byte value, double light) {
        return UnitRange.toByte((value & 0xff) / 255.0 + light);
    }
}
