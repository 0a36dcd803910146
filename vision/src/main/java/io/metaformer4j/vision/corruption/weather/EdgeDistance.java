package io.metaformer4j.vision.corruption.weather;

import java.util.Arrays;

/**
 * Distances to the nearest edge, as OpenCV's {@code distanceTransform} with {@code DIST_L2} and a mask of 5 approximates them
 * (Borgefors, "Distance transformations in digital images", 1986): steps to the side cost 1, diagonal ones 1.4, knight's moves
 * 2.1969, and the cheapest way counts. Two passes over the picture find it, in fixed-point numbers of 16 fractional bits.
 */
final class EdgeDistance {

    private static final double ONE = 65536;
    private static final int SIDE = (int) ONE;
    private static final int DIAGONAL = (int) Math.rint(1.4 * ONE);
    private static final int KNIGHT = (int) Math.rint(2.1969 * ONE);

    /** Larger than all distances, and far from an overflow. */
    private static final int FAR = Integer.MAX_VALUE >> 2;

    /** Rows and columns around the picture that are never near. */
    private static final int MARGIN = 2;

    private final int stride;
    private final int[] costs;

    private EdgeDistance(int width, int height) {
        this.stride = width + 2 * MARGIN;
        this.costs = new int[Math.multiplyExact(stride, height + 2 * MARGIN)];
        Arrays.fill(costs, FAR);
    }

    /**
     * Measures.
     *
     * @param edges {@code [H, W]}
     * @param width places of a row
     * @param height rows
     * @param most what larger distances become
     * @return {@code [H, W]}, in pixels
     */
    static double[] of(boolean[] edges, int width, int height, double most) {
        EdgeDistance distance = new EdgeDistance(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = distance.at(x, y);
                distance.costs[at] = edges[y * width + x] ? 0 : distance.cheapest(at, -1);
            }
        }
        double[] result = new double[edges.length];
        for (int y = height - 1; y >= 0; y--) {
            for (int x = width - 1; x >= 0; x--) {
                int at = distance.at(x, y);
                distance.costs[at] = Math.min(distance.costs[at], distance.cheapest(at, 1));
                result[y * width + x] = Math.min(most, distance.costs[at] / ONE);
            }
        }
        return result;
    }

    private int at(int x, int y) {
        return (y + MARGIN) * stride + x + MARGIN;
    }

    /** The cheapest way over the neighbours that a pass has seen: those above and to the left, or below and to the right. */
    private int cheapest(int at, int sign) {
        int near = at + sign * stride;
        int far = near + sign * stride;
        int knight = Math.min(Math.min(costs[far - 1], costs[far + 1]), Math.min(costs[near - 2], costs[near + 2]));
        int diagonal = Math.min(costs[near - 1], costs[near + 1]);
        int side = Math.min(costs[near], costs[at + sign]);
        int way = Math.min(knight + KNIGHT, Math.min(diagonal + DIAGONAL, side + SIDE));
        return Math.min(way, FAR);
    }
}
