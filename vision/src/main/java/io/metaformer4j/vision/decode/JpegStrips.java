package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureStrips;
import io.metaformer4j.vision.PixelStrips;
import io.metaformer4j.vision.Region;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The strips of a JPEG that {@link BaselineJpeg} decodes. When its data turn out to be broken, libjpeg decodes the file
 * from the start and delivers the remaining rows: it knows how to go on, and Pillow with it.
 */
final class JpegStrips implements PixelStrips {

    private final BaselineJpeg jpeg;
    private final Region region;
    private final Supplier<Picture> libjpeg;
    private final Runnable check;
    private Optional<PictureStrips> rest = Optional.empty();

    /**
     * Creates the strips.
     *
     * @param jpeg the fast decoder
     * @param region the region that it decodes
     * @param libjpeg decodes the same region with libjpeg
     * @param check called when all rows of the region have been read, before the last are delivered
     */
    JpegStrips(BaselineJpeg jpeg, Region region, Supplier<Picture> libjpeg, Runnable check) {
        this.jpeg = jpeg;
        this.region = region;
        this.libjpeg = libjpeg;
        this.check = check;
    }

    @Override
    public Region region() {
        return region;
    }

    @Override
    public int lanes() {
        return Math.max(jpeg.lanes(), Math.min(PictureStrips.LANES, region.height()));
    }

    @Override
    public void next(int[][] lines) {
        if (rest.isEmpty()) {
            if (jpeg.row() >= region.bottom()) {
                throw new IllegalStateException("all " + region.height() + " rows have been delivered");
            }
            try {
                jpeg.next(lines);
                if (jpeg.row() == region.bottom()) {
                    check.run();
                }
                return;
            } catch (BrokenScanException e) {
                Region left = new Region(region.x(), jpeg.row(), region.width(), region.bottom() - jpeg.row());
                rest = Optional.of(PictureStrips.of(libjpeg.get(), region, left));
            }
        }
        rest.get().next(lines);
    }

    @Override
    public int first() {
        return rest.map(PictureStrips::first).orElseGet(jpeg::first);
    }

    @Override
    public int end() {
        return rest.map(PictureStrips::end).orElseGet(jpeg::end);
    }

    /** Collects all strips into a picture. */
    Picture toPicture(DecodeWorkspace workspace) {
        int[][] lines = workspace.lines(Picture.CHANNELS * region.width(), lanes());
        int rowBytes = Picture.CHANNELS * region.width();
        byte[] rgb = workspace.pixels(rowBytes * region.height());
        int row = 0;
        while (row < region.height()) {
            next(lines);
            turnBack(lines, rgb, row * rowBytes, rowBytes);
            row += end() - first();
        }
        return Picture.of(region.width(), region.height(), rgb);
    }

    private void turnBack(int[][] lines, byte[] rgb, int at, int rowBytes) {
        int block = 16;
        int from = first();
        int to = end();
        for (int start = from; start < to; start += block) {
            int stop = Math.min(start + block, to);
            for (int x = 0; x < rowBytes; x++) {
                int[] line = lines[x];
                int index = at + (start - from) * rowBytes + x;
                for (int lane = start; lane < stop; lane++, index += rowBytes) {
                    rgb[index] = (byte) line[lane];
                }
            }
        }
    }
}
