package io.metaformer4j.vision.corruption.blur;

import io.metaformer4j.vision.corruption.field.BorderMode;

/**
 * The weights of ImageNet-C's defocus blur: a disk on a grid of at least 17x17, whose weights add up to 1, smoothed by a small
 * Gaussian of OpenCV, which mirrors the grid at its border. A disk that touches the border therefore adds up to a little more
 * than 1 in the end, as the reference's does.
 */
final class DiskKernel {

    /** Half the smallest grid; larger disks are smoothed more widely, too. */
    private static final int SMALL = 8;

    private DiskKernel() {}

    /**
     * The weights.
     *
     * @param radius of the disk
     * @param smoothing standard deviation of the Gaussian
     * @return {@code [side, side]}, rounded to 32-bit floats as the reference's
     */
    static double[][] weights(int radius, double smoothing) {
        int half = Math.max(SMALL, radius);
        double[][] disk = disk(radius, half);
        double[] gaussian = gaussian(radius <= SMALL ? 1 : 2, smoothing);
        double[][] smooth = transposed(smoothed(transposed(smoothed(disk, gaussian)), gaussian));
        for (double[] row : smooth) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) row[i];
            }
        }
        return smooth;
    }

    private static double[][] disk(int radius, int half) {
        int side = 2 * half + 1;
        double[][] disk = new double[side][side];
        int inside = 0;
        for (int y = -half; y <= half; y++) {
            for (int x = -half; x <= half; x++) {
                boolean isInside = x * x + y * y <= radius * radius;
                inside += isInside ? 1 : 0;
                disk[half + y][half + x] = isInside ? 1 : 0;
            }
        }
        for (double[] row : disk) {
            for (int i = 0; i < side; i++) {
                row[i] = (float) (row[i] / inside);
            }
        }
        return disk;
    }

    /** From the centre outwards. */
    private static double[] gaussian(int radius, double sigma) {
        double[] weights = new double[radius + 1];
        double sum = 0;
        for (int i = 0; i <= radius; i++) {
            weights[i] = Math.exp(-i * i / (2 * sigma * sigma));
            sum += i == 0 ? weights[i] : 2 * weights[i];
        }
        for (int i = 0; i <= radius; i++) {
            weights[i] = (float) (weights[i] / sum);
        }
        return weights;
    }

    private static double[][] smoothed(double[][] grid, double[] gaussian) {
        int side = grid.length;
        double[][] result = new double[side][side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double sum = gaussian[0] * grid[y][x];
                for (int i = 1; i < gaussian.length; i++) {
                    double left = grid[y][BorderMode.MIRROR.index(x - i, side)];
                    double right = grid[y][BorderMode.MIRROR.index(x + i, side)];
                    sum += gaussian[i] * (left + right);
                }
                result[y][x] = sum;
            }
        }
        return result;
    }

    private static double[][] transposed(double[][] grid) {
        double[][] result = new double[grid.length][grid.length];
        for (int y = 0; y < grid.length; y++) {
            for (int x = 0; x < grid.length; x++) {
                result[x][y] = grid[y][x];
            }
        }
        return result;
    }
}
