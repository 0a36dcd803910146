package io.metaformer4j.vision.resample;

/** Which part of a picture is cut out, where the picture is larger than the part. */
public enum CropPlace {
    /** The middle; of an odd rest the half is rounded to the even neighbour, as torchvision does. */
    CENTER(0.5, 0.5),
    /** The upper left corner. */
    TOP_LEFT(0, 0),
    /** The upper right corner. */
    TOP_RIGHT(1, 0),
    /** The lower left corner. */
    BOTTOM_LEFT(0, 1),
    /** The lower right corner. */
    BOTTOM_RIGHT(1, 1);

    private final double across;
    private final double down;

    CropPlace(double across, double down) {
        this.across = across;
        this.down = down;
    }

    /**
     * Where the part begins.
     *
     * @param width columns of the picture in pixels
     * @param part columns of the part
     * @return its first column; 0 if the picture is not larger
     */
    public int left(int width, int part) {
        return offset(width, part, across);
    }

    /**
     * Where the part begins.
     *
     * @param height rows of the picture in pixels
     * @param part rows of the part
     * @return its first row; 0 if the picture is not larger
     */
    public int top(int height, int part) {
        return offset(height, part, down);
    }

    /** Python's {@code round}: halves go to the even neighbour. */
    private static int offset(int size, int part, double share) {
        return size <= part ? 0 : (int) Math.rint((size - part) * share);
    }
}
