package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.ColumnStrips;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.jpeg.baseline.BaselineJpeg;
import io.metaformer4j.vision.decode.pixels.DecodeMemory;

/** The strips of a JPEG that {@link BaselineJpeg} decodes. */
final class JpegColumnStrips implements ColumnStrips {

    private final BaselineJpeg jpeg;
    private final Region region;
    private final Runnable check;

    /**
     * Creates the strips.
     *
     * @param jpeg the decoder
     * @param region the region that it decodes
     * @param check called when all rows of the region have been read, before the last are delivered
     */
    JpegColumnStrips(BaselineJpeg jpeg, Region region, Runnable check) {
        this.jpeg = jpeg;
        this.region = region;
        this.check = check;
    }

    @Override
    public Region region() {
        return region;
    }

    @Override
    public int lineLength() {
        return jpeg.lineLength();
    }

    @Override
    public void next(int[][] lines) {
        if (jpeg.row() >= region.bottom()) {
            throw new IllegalStateException("all " + region.height() + " rows have been delivered");
        }
        jpeg.next(lines);
        if (jpeg.row() == region.bottom()) {
            check.run();
        }
    }

    @Override
    public int first() {
        return jpeg.first();
    }

    @Override
    public int end() {
        return jpeg.end();
    }

    /** Collects all strips into a picture. */
    Picture toPicture(DecodeMemory workspace) {
        int[][] lines = workspace.lines(Picture.CHANNELS * region.width(), lineLength());
        int rowBytes = Picture.CHANNELS * region.width();
        byte[] rgb = workspace.pixels(rowBytes * region.height());
        int row = 0;
        while (row < region.height()) {
            next(lines);
            transposeBack(lines, rgb, row * rowBytes, rowBytes);
            row += end() - first();
        }
        return Picture.of(region.width(), region.height(), rgb);
    }

    private void transposeBack(int[][] lines, byte[] rgb, int at, int rowBytes) {
        int block = 16;
        int from = first();
        int to = end();
        for (int start = from; start < to; start += block) {
            int stop = Math.min(start + block, to);
            for (int x = 0; x < rowBytes; x++) {
                int[] line = lines[x];
                int index = at + (start - from) * rowBytes + x;
                for (int i = start; i < stop; i++, index += rowBytes) {
                    rgb[index] = (byte) line[i];
                }
            }
        }
    }
}
