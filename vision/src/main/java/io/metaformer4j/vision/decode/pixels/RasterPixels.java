package io.metaformer4j.vision.decode.pixels;

import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Copies the raw values of an image that a reader of the Java image API has decoded: palettes are looked up, alpha is
 * dropped. Never asks a colour model to convert, which would apply a gamma to gray.
 */
public final class RasterPixels {

    private final String name;

    /** Copies pixels of an image with a name for messages. */
    public RasterPixels(String name) {
        this.name = name;
    }

    /** The pixels of a region of an image. */
    public Picture toPicture(BufferedImage image, Region region, DecodeMemory workspace) {
        Raster raster = image.getRaster();
        int width = region.width();
        int bands = raster.getNumBands();
        RowColors colors =
                colors(image.getColorModel(), bands, raster.getSampleModel().getSampleSize(0));
        byte[] rgb = workspace.pixels(Picture.CHANNELS * width * region.height());
        int[] row = new int[width * bands];
        byte[] bytes = new byte[row.length];
        for (int y = 0; y < region.height(); y++) {
            raster.getPixels(region.x(), region.y() + y, width, 1, row);
            for (int i = 0; i < row.length; i++) {
                bytes[i] = (byte) row[i];
            }
            colors.convert(bytes, 0, 0, width, rgb, y * width * Picture.CHANNELS);
        }
        return Picture.of(width, region.height(), rgb);
    }

    private RowColors colors(ColorModel model, int bands, int bits) {
        if (model instanceof IndexColorModel palette && bits <= Byte.SIZE) {
            int[] colors = new int[1 << Byte.SIZE];
            for (int i = 0; i < palette.getMapSize(); i++) {
                colors[i] = palette.getRGB(i);
            }
            return RowColors.indexed(Byte.SIZE, 1, colors);
        }
        if (bands >= Picture.CHANNELS && bits == Byte.SIZE) {
            return RowColors.bytes(bands, 0, 1, 2);
        }
        throw new ImageRejectedException(
                name, "has pixels of an unsupported kind (" + bands + " bands of " + bits + " bits); save it as PNG");
    }
}
