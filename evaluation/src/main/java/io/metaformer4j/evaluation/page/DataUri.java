package io.metaformer4j.evaluation.page;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.resample.Resampler;
import io.metaformer4j.zoo.Interpolation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as addresses that hold them, for pages that fetch nothing. */
public final class DataUri {

    private static final float QUALITY = 0.85f;

    private DataUri() {}

    /**
     * A picture without loss.
     *
     * @param picture the picture
     * @return the address of a PNG file
     * @throws IOException if it cannot be written
     */
    public static String png(Picture picture) throws IOException {
        return uri("png", pngFile(picture));
    }

    /**
     * A picture that is small on the page and in its file.
     *
     * @param picture the picture
     * @param side longest side in pixels; smaller pictures stay as they are
     * @return the address of a PNG or JPEG file, whichever is shorter
     * @throws IOException if it cannot be written
     */
    public static String thumbnail(Picture picture, int side) throws IOException {
        Picture small = scaled(picture, side);
        byte[] png = pngFile(small);
        byte[] jpeg = jpegFile(small);
        return png.length <= jpeg.length ? uri("png", png) : uri("jpeg", jpeg);
    }

    private static Picture scaled(Picture picture, int side) {
        int longest = Math.max(picture.width(), picture.height());
        if (longest <= side) {
            return picture;
        }
        double scale = (double) side / longest;
        int width = (int) Math.max(1, Math.round(picture.width() * scale));
        int height = (int) Math.max(1, Math.round(picture.height() * scale));
        return Resampler.of(Interpolation.BICUBIC).resize(picture, width, height);
    }

    private static byte[] pngFile(Picture picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        picture.writePng(bytes);
        return bytes.toByteArray();
    }

    private static byte[] jpegFile(Picture picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(QUALITY);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture.toBufferedImage(), null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static String uri(String type, byte[] file) {
        return "data:image/" + type + ";base64," + Base64.getEncoder().encodeToString(file);
    }
}
