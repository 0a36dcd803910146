package io.metaformer4j.vision.corruption.field;

import java.util.Arrays;

/**
 * A blur along a line to one side of each pixel, which ImageMagick 6.9's {@code MagickMotionBlurImage} computes: half a
 * Gaussian over {@code 2 radius + 1} pixels on the line, whose places are rounded to whole pixels; the border repeats. Values
 * go from 0 to 255, and results are rounded to ImageMagick's 16 bits, so that plain areas keep their value when truncated.
 *
 * @param radius half the number of pixels, rounded down
 * @param sigma standard deviation of the Gaussian in pixels
 */
public record MotionKernel(int radius, double sigma) {

    /** Of 65535, for each of 255. */
    private static final double QUANTA = 257;

    /**
     * Blurs.
     *
     * @param degrees direction of the line; 0 along the rows
     * @param source rows {@code [H, W, C]}; each is read once, from top to bottom
     * @param shape their size
     * @param target takes as many rows; what it writes must not change the source
     */
    public void blur(double degrees, RowSource source, RowShape shape, RowTarget target) {
        double[] weights = weights();
        int[] down = steps(Math.sin(Math.toRadians(degrees)));
        int[] right = steps(Math.cos(Math.toRadians(degrees)));
        int reach = largest(right);
        RowWindow window = new RowWindow(source, shape, BorderMode.NEAREST, reach, largest(down) + 1);
        double[] sums = new double[shape.values()];
        double[] shifted = new double[shape.values()];
        for (int y = 0; y < shape.height(); y++) {
            Arrays.fill(sums, 0);
            for (int i = 0; i < weights.length; i++) {
                int at = window.start() + right[i] * shape.channels();
                System.arraycopy(window.row(y + down[i]), at, shifted, 0, shifted.length);
                addScaled(shifted, weights[i], sums);
            }
            quantize(sums);
            target.accept(y, sums);
        }
    }

    private static void quantize(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.floor(QUANTA * values[i] + 0.5) / QUANTA;
        }
    }

    private double[] weights() {
        double[] weights = new double[2 * radius + 1];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp(-(double) i * i / (2 * sigma * sigma));
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /** Where the pixels on the line are looked up along one side; halves are rounded down. */
    private int[] steps(double slope) {
        int[] steps = new int[2 * radius + 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (int) Math.ceil(i * slope - 0.5);
        }
        return steps;
    }

    private static int largest(int[] steps) {
        int largest = 0;
        for (int step : steps) {
            largest = Math.max(largest, Math.abs(step));
        }
        return largest;
    }

    /** Both arrays have one index: the compiler makes vector instructions of such loops only, and copies cost less. */
    private static void addScaled(double[] from, double weight, double[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * from[i];
        }
    }
}
