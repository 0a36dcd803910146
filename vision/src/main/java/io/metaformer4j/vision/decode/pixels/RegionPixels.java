package io.metaformer4j.vision.decode.pixels;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;

/** Collects the pixels of a region from rows of a picture, in any order; what never comes is black. */
public final class RegionPixels {

    private final Region region;
    private final RowColors colors;
    private final byte[] rgb;
    private byte[] line = new byte[0];

    /** Collects pixels of a region, all black at first, in the workspace's memory. */
    public RegionPixels(Region region, RowColors colors, DecodeMemory workspace) {
        this.region = region;
        this.colors = colors;
        this.rgb = workspace.blackPixels(Picture.CHANNELS * region.width() * region.height());
    }

    /** The region that is collected. */
    public Region region() {
        return region;
    }

    /** Whether a row has pixels of the region. */
    boolean wants(int y) {
        return y >= region.y() && y < region.bottom();
    }

    /**
     * Takes pixels of a row.
     *
     * @param y the row
     * @param x column of the first pixel in {@code data}
     * @param width how many pixels there are
     * @param data the pixels as they lie in the file
     * @param at where they start, in bytes
     */
    public void put(int y, int x, int width, byte[] data, int at) {
        int from = Math.max(x, region.x());
        int to = Math.min(x + width, region.right());
        if (wants(y) && from < to) {
            colors.convert(data, at, from - x, to - from, rgb, index(from, y));
        }
    }

    /**
     * Takes every {@code step}-th pixel of a row.
     *
     * @param y the row
     * @param x column of the first pixel
     * @param step columns from pixel to pixel
     * @param width how many pixels there are
     * @param data the pixels as they lie in the file
     * @param at where they start, in bytes
     */
    public void put(int y, int x, int step, int width, byte[] data, int at) {
        if (step == 1) {
            put(y, x, width, data, at);
            return;
        }
        if (!wants(y)) {
            return;
        }
        if (line.length < Picture.CHANNELS * width) {
            line = new byte[Picture.CHANNELS * width];
        }
        colors.convert(data, at, 0, width, line, 0);
        for (int i = 0, column = x; i < width; i++, column += step) {
            if (column >= region.x() && column < region.right()) {
                System.arraycopy(line, Picture.CHANNELS * i, rgb, index(column, y), Picture.CHANNELS);
            }
        }
    }

    /** Makes the whole region one colour, 0xRRGGBB. */
    public void fill(int color) {
        int end = Picture.CHANNELS * region.width() * region.height();
        for (int i = 0; i < end; i += Picture.CHANNELS) {
            rgb[i] = (byte) (color >> 16);
            rgb[i + 1] = (byte) (color >> 8);
            rgb[i + 2] = (byte) color;
        }
    }

    private int index(int x, int y) {
        return ((y - region.y()) * region.width() + x - region.x()) * Picture.CHANNELS;
    }

    /** The region as a picture; its pixels belong to the workspace. */
    public Picture picture() {
        return Picture.of(region.width(), region.height(), rgb);
    }
}
