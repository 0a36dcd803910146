package io.metaformer4j.vision.corruption.weather;

import io.metaformer4j.vision.corruption.field.BorderMode;

/**
 * How bright each place of a layer of water is, as ImageNet-C's spatter has it: distances to the nearest edge, smoothed,
 * spread over all values, embossed and smoothed again, by OpenCV's {@code blur}, {@code equalizeHist} and {@code filter2D}.
 */
final class WaterRelief {

    private static final int LEVELS = 256;

    /** Where the distance no longer counts, in pixels. */
    private static final double FARTHEST = 20;

    /** Thresholds of the edges. */
    private static final int WEAK = 50;

    private static final int STRONG = 150;

    /** Light from the upper left. */
    private static final int[][] EMBOSSING = {{-2, -1, 0}, {-1, 1, 1}, {0, 1, 2}};

    private final int width;
    private final int height;

    private WaterRelief(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /**
     * Computes it.
     *
     * @param water {@code [H, W]}, values from 0 to 255
     * @param width places of a row
     * @param height rows
     * @return {@code [H, W]}, values from 0 to 255
     */
    static int[] of(int[] water, int width, int height) {
        WaterRelief relief = new WaterRelief(width, height);
        boolean[] edges = EdgeDetector.edges(water, width, height, WEAK, STRONG);
        double[] distances = EdgeDistance.of(edges, width, height, FARTHEST);
        double[] sums = relief.sums(distances);
        int[] values = new int[sums.length];
        for (int i = 0; i < sums.length; i++) {
            values[i] = (int) (sums[i] / 9);
        }
        int[] embossed = relief.embossed(spread(values));
        double[] brightness = new double[embossed.length];
        for (int i = 0; i < embossed.length; i++) {
            brightness[i] = embossed[i];
        }
        double[] smoothed = relief.sums(brightness);
        for (int i = 0; i < smoothed.length; i++) {
            values[i] = (int) Math.rint(smoothed[i] / 9);
        }
        return values;
    }

    /** Sums of 3x3 values. */
    private double[] sums(double[] values) {
        double[] sums = new double[values.length];
        for (int y = 0; y < height; y++) {
            int above = BorderMode.MIRROR.index(y - 1, height) * width;
            int here = y * width;
            int below = BorderMode.MIRROR.index(y + 1, height) * width;
            for (int x = 0; x < width; x++) {
                int left = BorderMode.MIRROR.index(x - 1, width);
                int right = BorderMode.MIRROR.index(x + 1, width);
                sums[here + x] = values[above + left]
                        + values[above + x]
                        + values[above + right]
                        + values[here + left]
                        + values[here + x]
                        + values[here + right]
                        + values[below + left]
                        + values[below + x]
                        + values[below + right];
            }
        }
        return sums;
    }

    /** Values that are as frequent as each other, as far as that can be; one value alone stays as it is. */
    private static int[] spread(int[] values) {
        int[] counts = new int[LEVELS];
        for (int value : values) {
            counts[value]++;
        }
        int least = 0;
        while (counts[least] == 0) {
            least++;
        }
        if (counts[least] == values.length) {
            return values.clone();
        }
        float scale = 255f / (values.length - counts[least]);
        int[] levels = new int[LEVELS];
        int below = 0;
        for (int value = least + 1; value < LEVELS; value++) {
            below += counts[value];
            levels[value] = Math.min(255, (int) Math.rint(below * scale));
        }
        int[] result = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = levels[values[i]];
        }
        return result;
    }

    private int[] embossed(int[] values) {
        int[] result = new int[values.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sum = 0;
                for (int i = 0; i < 3; i++) {
                    int row = BorderMode.MIRROR.index(y + i - 1, height) * width;
                    for (int j = 0; j < 3; j++) {
                        sum += EMBOSSING[i][j] * values[row + BorderMode.MIRROR.index(x + j - 1, width)];
                    }
                }
                result[y * width + x] = Math.max(0, Math.min(255, sum));
            }
        }
        return result;
    }
}
