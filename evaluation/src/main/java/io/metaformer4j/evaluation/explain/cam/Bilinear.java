package io.metaformer4j.evaluation.explain.cam;

/** Bilinear interpolation between the centres of cells, the outermost repeated outwards, as OpenCV's {@code INTER_LINEAR}. */
public final class Bilinear {

    private Bilinear() {}

    /**
     * Brings a map to another size.
     *
     * @param map values, row-major
     * @param height rows of the map
     * @param width columns of the map
     * @param targetHeight rows wanted
     * @param targetWidth columns wanted
     * @return values, row-major
     */
    public static float[] resized(float[] map, int height, int width, int targetHeight, int targetWidth) {
        float[] result = new float[targetHeight * targetWidth];
        double[] columns = positions(width, targetWidth);
        double[] rows = positions(height, targetHeight);
        for (int y = 0; y < targetHeight; y++) {
            for (int x = 0; x < targetWidth; x++) {
                result[y * targetWidth + x] = at(map, height, width, rows[y], columns[x]);
            }
        }
        return result;
    }

    private static double[] positions(int side, int targetSide) {
        double[] positions = new double[targetSide];
        for (int i = 0; i < targetSide; i++) {
            positions[i] = (i + 0.5) * side / targetSide;
        }
        return positions;
    }

    /**
     * The value at a point.
     *
     * @param map values, row-major
     * @param height rows of the map
     * @param width columns of the map
     * @param y from 0 at the upper edge of the map to {@code height} at the lower one
     * @param x from 0 at the left edge to {@code width} at the right one
     * @return between the values of the four nearest centres
     */
    public static float at(float[] map, int height, int width, double y, double x) {
        double row = Math.min(Math.max(y - 0.5, 0), height - 1);
        double column = Math.min(Math.max(x - 0.5, 0), width - 1);
        int top = (int) row;
        int left = (int) column;
        int bottom = Math.min(top + 1, height - 1);
        int right = Math.min(left + 1, width - 1);
        float along = (float) (column - left);
        float upper = blend(map[top * width + left], map[top * width + right], along);
        float lower = blend(map[bottom * width + left], map[bottom * width + right], along);
        return blend(upper, lower, (float) (row - top));
    }

    private static float blend(float a, float b, float share) {
        return a + (b - a) * share;
    }
}
