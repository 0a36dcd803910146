package io.metaformer4j.vision.corruption.weather;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.field.Plasma;
import io.metaformer4j.vision.corruption.field.UnitRange;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's fog: a {@link Plasma} map is added, and the sum scaled so that no value is larger than the largest before.
 *
 * @param strength how thick it is: the value of the map's largest place, where the picture's values go from 0 to 1
 * @param decay how smooth it is; see {@link Plasma}
 */
public record Fog(double strength, double decay) implements PictureOperation {

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        byte[] rgb = canvas.rgb();
        int largest = 0;
        for (byte value : rgb) {
            largest = Math.max(largest, value & 0xff);
        }
        double most = largest / 255.0;
        double[] levels = UnitRange.levels(255);
        Plasma plasma = Plasma.draw(canvas.width(), canvas.height(), decay, random);
        int at = 0;
        for (int y = 0; y < canvas.height(); y++) {
            for (int x = 0; x < canvas.width(); x++) {
                double fog = strength * plasma.pixel(x, y);
                for (int c = 0; c < Picture.CHANNELS; c++) {
                    rgb[at] = UnitRange.toByte((levels[rgb[at] & 0xff] + fog) * most / (most + strength));
                    at++;
                }
            }
        }
    }
}
