package io.metaformer4j.vision.corruption.blur;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.field.UnitRange;
import io.metaformer4j.vision.corruption.field.ZoomAxis;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;
import java.util.Arrays;

/**
 * ImageNet-C's zoom blur: the mean of the picture and of zoomed ones, the first of which is the picture again.
 *
 * @param zooms how many zoomed pictures
 * @param step how much the factor of each is larger than that of the one before
 */
public record ZoomBlur(int zooms, double step) implements PictureOperation {

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        ZoomAxis[] columns = axes(canvas.width());
        ZoomAxis[] rows = axes(canvas.height());
        byte[] rgb = canvas.rgb();
        byte[] result = canvas.scratch();
        double[] levels = floats();
        int values = canvas.width() * Picture.CHANNELS;
        float[] sums = new float[values];
        double[] blended = new double[values];
        for (int y = 0; y < canvas.height(); y++) {
            Arrays.fill(sums, 0);
            for (int zoom = 0; zoom < zooms; zoom++) {
                ZoomAxis column = columns[zoom];
                ZoomAxis row = rows[zoom];
                int above = ((row.start() + row.first(y)) * canvas.width() + column.start()) * Picture.CHANNELS;
                int below = ((row.start() + row.second(y)) * canvas.width() + column.start()) * Picture.CHANNELS;
                int needed = column.count() * Picture.CHANNELS;
                blend(rgb, above, below, row.share(y), levels, blended, needed);
                addZoomed(blended, column, canvas.width(), sums);
            }
            int at = y * values;
            for (int i = 0; i < values; i++) {
                float sum = (float) levels[rgb[at + i] & 0xff] + sums[i];
                result[at + i] = UnitRange.toByte(sum / (zooms + 1));
            }
        }
        canvas.swap();
    }

    private ZoomAxis[] axes(int side) {
        ZoomAxis[] axes = new ZoomAxis[zooms];
        for (int zoom = 0; zoom < zooms; zoom++) {
            axes[zoom] = ZoomAxis.of(side, 1 + zoom * step);
        }
        return axes;
    }

    /** The reference works with 32-bit floats from here on. */
    private static double[] floats() {
        double[] levels = UnitRange.levels(255);
        for (int value = 0; value < levels.length; value++) {
            levels[value] = (float) levels[value];
        }
        return levels;
    }

    private static void blend(
            byte[] rgb, int above, int below, double share, double[] levels, double[] blended, int count) {
        for (int i = 0; i < count; i++) {
            blended[i] = levels[rgb[above + i] & 0xff] * (1 - share) + levels[rgb[below + i] & 0xff] * share;
        }
    }

    private static void addZoomed(double[] row, ZoomAxis axis, int width, float[] sums) {
        for (int x = 0; x < width; x++) {
            int first = axis.first(x) * Picture.CHANNELS;
            int second = axis.second(x) * Picture.CHANNELS;
            double share = axis.share(x);
            int at = x * Picture.CHANNELS;
            sums[at] += (float) (row[first] * (1 - share) + row[second] * share);
            sums[at + 1] += (float) (row[first + 1] * (1 - share) + row[second + 1] * share);
            sums[at + 2] += (float) (row[first + 2] * (1 - share) + row[second + 2] * share);
        }
    }
}
