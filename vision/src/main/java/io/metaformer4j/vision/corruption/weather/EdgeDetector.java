package io.metaformer4j.vision.corruption.weather;

import io.metaformer4j.vision.corruption.field.BorderMode;

/**
 * Canny's edges ("A Computational Approach to Edge Detection", 1986) as OpenCV's {@code Canny} finds them with its usual
 * settings: Sobel derivatives over 3x3 values, the sum of their absolute values as strength, only the strongest across the
 * edge, and weak ones only where they touch strong ones. Directions are told apart at 22.5 and 67.5 degrees, in fixed-point
 * numbers of 15 fractional bits.
 */
final class EdgeDetector {

    private static final int BITS = 15;

    /** The tangent of 22.5 degrees. */
    private static final long TANGENT = Math.round(0.41421356237309503 * (1 << BITS));

    private static final byte WEAK = 1;
    private static final byte STRONG = 2;

    private final int width;
    private final int height;
    private final int[] across;
    private final int[] down;
    private final byte[] kinds;

    private EdgeDetector(int[] values, int width, int height) {
        this.width = width;
        this.height = height;
        this.across = new int[values.length];
        this.down = new int[values.length];
        this.kinds = new byte[values.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                derive(values, x, y);
            }
        }
    }

    /**
     * Finds edges.
     *
     * @param values {@code [H, W]}, from 0 to 255
     * @param width places of a row
     * @param height rows
     * @param weak strength above which there may be an edge
     * @param strong strength above which there is one
     * @return {@code [H, W]}
     */
    static boolean[] edges(int[] values, int width, int height, int weak, int strong) {
        EdgeDetector detector = new EdgeDetector(values, width, height);
        int[] stack = new int[values.length];
        int count = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                int strength = detector.strength(x, y);
                if (strength > weak && detector.isRidge(x, y, strength)) {
                    detector.kinds[at] = strength > strong ? STRONG : WEAK;
                    if (strength > strong) {
                        stack[count++] = at;
                    }
                }
            }
        }
        detector.follow(stack, count);
        boolean[] edges = new boolean[values.length];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = detector.kinds[i] == STRONG;
        }
        return edges;
    }

    private void derive(int[] values, int x, int y) {
        int above = BorderMode.NEAREST.index(y - 1, height) * width;
        int here = y * width;
        int below = BorderMode.NEAREST.index(y + 1, height) * width;
        int left = BorderMode.NEAREST.index(x - 1, width);
        int right = BorderMode.NEAREST.index(x + 1, width);
        across[here + x] = values[above + right]
                - values[above + left]
                + 2 * (values[here + right] - values[here + left])
                + values[below + right]
                - values[below + left];
        down[here + x] = values[below + left]
                - values[above + left]
                + 2 * (values[below + x] - values[above + x])
                + values[below + right]
                - values[above + right];
    }

    /** Nothing is strong outside of the picture. */
    private int strength(int x, int y) {
        if (x < 0 || y < 0 || x >= width || y >= height) {
            return 0;
        }
        return Math.abs(across[y * width + x]) + Math.abs(down[y * width + x]);
    }

    private boolean isRidge(int x, int y, int strength) {
        int right = across[y * width + x];
        int below = down[y * width + x];
        long steep = (long) Math.abs(below) << BITS;
        long flat = Math.abs(right) * TANGENT;
        if (steep < flat) {
            return strength > strength(x - 1, y) && strength >= strength(x + 1, y);
        }
        if (steep > flat + ((long) Math.abs(right) << (BITS + 1))) {
            return strength > strength(x, y - 1) && strength >= strength(x, y + 1);
        }
        int sign = (right ^ below) < 0 ? -1 : 1;
        return strength > strength(x - sign, y - 1) && strength > strength(x + sign, y + 1);
    }

    /** What is weak and touches an edge is one. */
    private void follow(int[] stack, int strong) {
        int count = strong;
        while (count > 0) {
            int at = stack[--count];
            int x = at % width;
            int y = at / width;
            for (int row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
                for (int column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
                    int neighbour = row * width + column;
                    if (kinds[neighbour] == WEAK) {
                        kinds[neighbour] = STRONG;
                        stack[count++] = neighbour;
                    }
                }
            }
        }
    }
}
