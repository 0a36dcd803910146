package io.metaformer4j.vision;

/** Delivers a part of a decoded picture in transposed strips. */
public final class PictureStrips implements PixelStrips {

    /** The largest number of rows per strip; long lines are fast, short strips stay in the cache. */
    public static final int LANES = 192;

    /** Rows that are transposed at a time, so that their pixels stay in the cache. */
    private static final int BLOCK = 16;

    private final byte[] rgb;
    private final int stride;
    private final int start;
    private final Region region;
    private int row;
    private int end;

    private PictureStrips(byte[] rgb, int stride, int start, Region region) {
        this.rgb = rgb;
        this.stride = stride;
        this.start = start;
        this.region = region;
    }

    /**
     * Delivers a part of what is known of a larger picture.
     *
     * @param part known pixels; only read
     * @param partRegion which region of the larger picture they are
     * @param region the region of the larger picture to deliver, inside the part
     * @return the strips
     * @throws IllegalArgumentException if the part is not of its region's size, or does not contain the region
     */
    public static PictureStrips of(Picture part, Region partRegion, Region region) {
        if (partRegion.width() != part.width() || partRegion.height() != part.height()) {
            throw new IllegalArgumentException(part + " is not of the size of " + partRegion);
        }
        if (region.x() < partRegion.x()
                || region.y() < partRegion.y()
                || region.right() > partRegion.right()
                || region.bottom() > partRegion.bottom()) {
            throw new IllegalArgumentException(partRegion + " does not contain " + region);
        }
        int stride = part.width() * Picture.CHANNELS;
        int start = (region.y() - partRegion.y()) * stride + (region.x() - partRegion.x()) * Picture.CHANNELS;
        return new PictureStrips(part.rgb(), stride, start, region);
    }

    @Override
    public Region region() {
        return region;
    }

    @Override
    public int lanes() {
        return Math.min(LANES, region.height());
    }

    @Override
    public void next(int[][] lines) {
        int count = Math.min(lanes(), region.height() - row);
        if (count < 1) {
            throw new IllegalStateException("all " + region.height() + " rows have been delivered");
        }
        for (int lane = 0; lane < count; lane += BLOCK) {
            turn(lines, lane, Math.min(lane + BLOCK, count));
        }
        row += count;
        end = count;
    }

    private void turn(int[][] lines, int from, int to) {
        for (int x = 0; x < region.width(); x++) {
            int[] red = lines[x * Picture.CHANNELS];
            int[] green = lines[x * Picture.CHANNELS + 1];
            int[] blue = lines[x * Picture.CHANNELS + 2];
            int at = start + (row + from) * stride + x * Picture.CHANNELS;
            for (int lane = from; lane < to; lane++, at += stride) {
                red[lane] = rgb[at] & 0xff;
                green[lane] = rgb[at + 1] & 0xff;
                blue[lane] = rgb[at + 2] & 0xff;
            }
        }
    }

    @Override
    public int first() {
        return 0;
    }

    @Override
    public int end() {
        return end;
    }
}
