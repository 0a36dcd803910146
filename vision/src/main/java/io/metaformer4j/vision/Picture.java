package io.metaformer4j.vision;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture of unsigned bytes, red, green, blue interleaved: {@code [H, W, 3]}, rows from top to bottom without gaps.
 *
 * <p>The backing array is shared, not copied, and may be longer than the picture. A picture that came from a workspace
 * is valid until that workspace is used again; take a {@link #copy()} to keep it. Size and array never change; whether
 * the pixels do is up to the owner of the array, so a picture is safe for concurrent use as long as nobody writes to it.
 */
public final class Picture {

    /** Bytes per pixel: red, green, blue. */
    public static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final byte[] rgb;

    private Picture(int width, int height, byte[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /**
     * Wraps pixels without copying them.
     *
     * @param width width in pixels, at least 1
     * @param height height in pixels, at least 1
     * @param rgb the pixels, {@code [H, W, 3]}; at least {@code 3 * width * height} bytes
     * @return the picture over that array
     * @throws IllegalArgumentException if a side is not positive or the array is too short
     */
    public static Picture of(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || (long) CHANNELS * width * height > rgb.length) {
            throw new IllegalArgumentException("picture of " + width + "x" + height + " needs positive sides and "
                    + (long) CHANNELS * width * height + " bytes, but the array has " + rgb.length);
        }
        return new Picture(width, height, rgb);
    }

    /**
     * Creates a picture of one colour.
     *
     * @param width width in pixels, at least 1
     * @param height height in pixels, at least 1
     * @param red red value, 0 to 255
     * @param green green value, 0 to 255
     * @param blue blue value, 0 to 255
     * @return the new picture
     */
    public static Picture filled(int width, int height, int red, int green, int blue) {
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(CHANNELS, width), height)];
        for (int i = 0; i < rgb.length; i += CHANNELS) {
            rgb[i] = (byte) red;
            rgb[i + 1] = (byte) green;
            rgb[i + 2] = (byte) blue;
        }
        return of(width, height, rgb);
    }

    /**
     * The width.
     *
     * @return width in pixels
     */
    public int width() {
        return width;
    }

    /**
     * The height.
     *
     * @return height in pixels
     */
    public int height() {
        return height;
    }

    /**
     * The number of bytes that the pixels take.
     *
     * @return {@code 3 * width * height}
     */
    public int byteCount() {
        return CHANNELS * width * height;
    }

    /**
     * The pixels themselves, {@code [H, W, 3]}. The array is shared and may be longer than {@link #byteCount()}.
     *
     * @return the backing array
     */
    public byte[] rgb() {
        return rgb;
    }

    /**
     * One value.
     *
     * @param x column, 0 to width - 1
     * @param y row, 0 to height - 1
     * @param channel 0 red, 1 green, 2 blue
     * @return the value, 0 to 255
     */
    public int value(int x, int y, int channel) {
        return rgb[(y * width + x) * CHANNELS + channel] & 0xff;
    }

    /**
     * A copy with an array of its own, of exactly {@link #byteCount()} bytes.
     *
     * @return the independent picture
     */
    public Picture copy() {
        return new Picture(width, height, Arrays.copyOf(rgb, byteCount()));
    }

    /**
     * The same picture without unused memory: itself if the array has no byte too many, else a {@link #copy()}.
     *
     * @return a picture whose array has exactly {@link #byteCount()} bytes, which may be shared
     */
    public Picture compact() {
        return rgb.length == byteCount() ? this : copy();
    }

    /**
     * Cuts out a region into an array of its own.
     *
     * @param region the region, inside the picture
     * @return the independent picture
     * @throws IllegalArgumentException if the region is not inside the picture
     */
    public Picture crop(Region region) {
        if (!region.fitsIn(width, height)) {
            throw new IllegalArgumentException(region + " is not inside the picture of " + width + "x" + height);
        }
        int row = CHANNELS * region.width();
        byte[] cut = new byte[row * region.height()];
        for (int y = 0; y < region.height(); y++) {
            System.arraycopy(rgb, ((region.y() + y) * width + region.x()) * CHANNELS, cut, y * row, row);
        }
        return new Picture(region.width(), region.height(), cut);
    }

    /**
     * Converts to an image of the Java desktop API, of type {@link BufferedImage#TYPE_INT_RGB}.
     *
     * @return the independent image
     */
    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        for (int i = 0, at = 0; i < pixels.length; i++, at += CHANNELS) {
            pixels[i] = (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
        }
        return image;
    }

    /**
     * Writes the picture as a PNG file. The stream is flushed, not closed.
     *
     * @param target where the file's bytes go
     * @throws IOException if the target cannot be written
     */
    public void writePng(OutputStream target) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(target)) {
            writer.setOutput(stream);
            writer.write(toBufferedImage());
        } finally {
            writer.dispose();
        }
        target.flush();
    }

    /**
     * Writes the picture as a JPEG file with halved colour resolution, as libjpeg and Pillow do. The stream is flushed, not
     * closed.
     *
     * @param target where the file's bytes go
     * @param quality libjpeg's quality, 1 to 100
     * @throws IOException if the target cannot be written
     */
    public void writeJpeg(OutputStream target, int quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(target)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(writerQuality(quality));
            writer.setOutput(stream);
            writer.write(null, new IIOImage(toBufferedImage(), null, null), settings);
        } finally {
            writer.dispose();
        }
        target.flush();
    }

    /**
     * What Java's writer is to be told. It scales the tables of libjpeg, which rounds the scale down to whole percents: this is
     * the quality of the rounded scale, less the last bit, so that halves are rounded up in spite of 32-bit floats.
     */
    private static float writerQuality(int quality) {
        int percents = 5000 / quality;
        return Math.nextDown(quality < 50 ? 50f / percents : quality / 100f);
    }

    @Override
    public String toString() {
        return "Picture[" + width + "x" + height + "]";
    }
}
