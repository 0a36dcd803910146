package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Copies the raw values of a decoded image, as Pillow's {@code convert("RGB")} does: gray is copied to three channels,
 * palettes are looked up, alpha is dropped, 16-bit colour keeps its high byte and 16-bit gray is clipped to 255.
 *
 * <p>Never asks a colour model for RGB values of gray: the Java colour conversion would apply a gamma.
 */
final class RasterPixels {

    private final String name;

    RasterPixels(String name) {
        this.name = name;
    }

    /** The pixels of a region of an image. */
    Picture toPicture(BufferedImage image, Region region, DecodeWorkspace workspace) {
        int width = region.width();
        int height = region.height();
        byte[] rgb = workspace.pixels(Picture.CHANNELS * width * height);
        RowConverter converter = converter(image.getColorModel(), image.getRaster());
        int bands = image.getRaster().getNumBands();
        int[] row = new int[width * bands];
        for (int y = 0; y < height; y++) {
            image.getRaster().getPixels(region.x(), region.y() + y, width, 1, row);
            converter.convert(row, rgb, y * width * Picture.CHANNELS);
        }
        return Picture.of(width, height, rgb);
    }

    private interface RowConverter {
        void convert(int[] row, byte[] rgb, int at);
    }

    private RowConverter converter(ColorModel model, Raster raster) {
        int bands = raster.getNumBands();
        if (model instanceof IndexColorModel palette) {
            return palette(palette);
        }
        int bits = raster.getSampleModel().getSampleSize(0);
        boolean gray = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        boolean color = model.getColorSpace().getType() == ColorSpace.TYPE_RGB && bands >= Picture.CHANNELS;
        if (gray && bits == 16 && bands == 1) {
            return (row, rgb, at) -> gray(row, 1, 255, 0, rgb, at);
        }
        if (gray && (bits == 8 || bits == 16)) {
            return (row, rgb, at) -> gray(row, bands, 0xffff, bits - 8, rgb, at);
        }
        if (color && (bits == 8 || bits == 16)) {
            return (row, rgb, at) -> color(row, bands, bits - 8, rgb, at);
        }
        if (color && bits < 8) {
            return (row, rgb, at) -> scaled(row, raster, rgb, at);
        }
        throw new ImageRejectedException(
                name, "has pixels of an unsupported kind (" + bands + " bands of " + bits + " bits); save it as PNG");
    }

    private static RowConverter palette(IndexColorModel palette) {
        int[] colors = new int[palette.getMapSize()];
        palette.getRGBs(colors);
        return (row, rgb, at) -> {
            int to = at;
            for (int index : row) {
                int pixel = index < colors.length ? colors[index] : 0;
                rgb[to++] = (byte) (pixel >> 16);
                rgb[to++] = (byte) (pixel >> 8);
                rgb[to++] = (byte) pixel;
            }
        };
    }

    private static void gray(int[] row, int bands, int limit, int shift, byte[] rgb, int at) {
        for (int from = 0, to = at; from < row.length; from += bands, to += Picture.CHANNELS) {
            byte value = (byte) (Math.min(row[from], limit) >> shift);
            rgb[to] = value;
            rgb[to + 1] = value;
            rgb[to + 2] = value;
        }
    }

    private static void color(int[] row, int bands, int shift, byte[] rgb, int at) {
        for (int from = 0, to = at; from < row.length; from += bands, to += Picture.CHANNELS) {
            rgb[to] = (byte) (row[from] >> shift);
            rgb[to + 1] = (byte) (row[from + 1] >> shift);
            rgb[to + 2] = (byte) (row[from + 2] >> shift);
        }
    }

    /** Bitmaps of 15 or 16 bits per pixel. */
    private static void scaled(int[] row, Raster raster, byte[] rgb, int at) {
        int bands = raster.getNumBands();
        for (int channel = 0; channel < Picture.CHANNELS; channel++) {
            int largest = (1 << raster.getSampleModel().getSampleSize(channel)) - 1;
            for (int from = channel, to = at + channel; from < row.length; from += bands, to += Picture.CHANNELS) {
                rgb[to] = (byte) (row[from] * 255 / largest);
            }
        }
    }
}
