package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.ColumnStrips;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.operation.pixel.ColorEnhancement;

/**
 * A picture in shades of gray: red, green and blue of each pixel are its luma.
 *
 * @param colors the picture in colours, whose strips are turned gray as they come
 */
record GrayStrips(ColumnStrips colors) implements ColumnStrips {

    @Override
    public Region region() {
        return colors.region();
    }

    @Override
    public int lineLength() {
        return colors.lineLength();
    }

    @Override
    public void next(int[][] lines) {
        colors.next(lines);
        for (int x = 0; x < region().width(); x++) {
            int[] red = lines[x * Picture.CHANNELS];
            int[] green = lines[x * Picture.CHANNELS + 1];
            int[] blue = lines[x * Picture.CHANNELS + 2];
            for (int i = first(); i < end(); i++) {
                int gray = ColorEnhancement.luma(red[i], green[i], blue[i]);
                red[i] = gray;
                green[i] = gray;
                blue[i] = gray;
            }
        }
    }

    @Override
    public int first() {
        return colors.first();
    }

    @Override
    public int end() {
        return colors.end();
    }
}
