package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Turns image files into pictures with the numbers that Pillow's {@code Image.open(f).convert("RGB")} gives.
 *
 * <p>The kind of a file is told from its content, never from its name. Limits are checked before pixels are allocated.
 *
 * <p>Immutable and safe for concurrent use; workspaces are not.
 */
public final class ImageDecoder {

    private final DecodeOptions options;

    private ImageDecoder(DecodeOptions options) {
        this.options = options;
    }

    /**
     * The decoder with {@linkplain DecodeOptions#standard() standard options}.
     *
     * @return the decoder
     */
    public static ImageDecoder standard() {
        return of(DecodeOptions.standard());
    }

    /**
     * Creates a decoder.
     *
     * @param options limits and treatment of special cases
     * @return the decoder
     */
    public static ImageDecoder of(DecodeOptions options) {
        return new ImageDecoder(options);
    }

    /**
     * The limits and treatment of special cases.
     *
     * @return the options
     */
    public DecodeOptions options() {
        return options;
    }

    /**
     * Decodes a file.
     *
     * @param file the image file
     * @return a picture of its own
     * @throws IOException if the file cannot be read
     * @throws ImageRejectedException if it is no usable image
     */
    public Picture decode(Path file) throws IOException {
        DecodeWorkspace workspace = new DecodeWorkspace();
        return decode(read(file, workspace), workspace).copy();
    }

    /**
     * Decodes a stream, which is read to its end and not closed.
     *
     * @param stream the image file's bytes
     * @param name what error messages call the image
     * @return a picture of its own
     * @throws IOException if the stream cannot be read
     * @throws ImageRejectedException if it is no usable image
     */
    public Picture decode(InputStream stream, String name) throws IOException {
        byte[] bytes = stream.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, options.maxEncodedBytes() + 1L));
        return decode(bytes, name);
    }

    /**
     * Decodes bytes.
     *
     * @param bytes the image file's bytes
     * @param name what error messages call the image
     * @return a picture of its own
     * @throws ImageRejectedException if it is no usable image
     */
    public Picture decode(byte[] bytes, String name) {
        return decode(EncodedImage.of(bytes, name), new DecodeWorkspace()).copy();
    }

    /**
     * Decodes an image into a workspace's memory.
     *
     * @param image the image
     * @param workspace arrays to decode in, also for the result
     * @return the picture, valid until the workspace is used again
     * @throws ImageRejectedException if it is no usable image
     */
    public Picture decode(EncodedImage image, DecodeWorkspace workspace) {
        return decode(image, RegionRule.WHOLE, workspace);
    }

    /**
     * Decodes the part of an image that is needed, into a workspace's memory. The pixels are those that decoding the
     * whole image would give; for most images the rest is skipped, which saves time.
     *
     * @param image the image
     * @param rule says which part is needed, once the size is known; called once
     * @param workspace arrays to decode in, also for the result
     * @return the picture of that region, valid until the workspace is used again
     * @throws ImageRejectedException if it is no usable image
     */
    public Picture decode(EncodedImage image, RegionRule rule, DecodeWorkspace workspace) {
        BufferedImage decoded;
        try {
            decoded = ImageIO.read(new ByteArrayInputStream(image.bytes(), image.offset(), image.length()));
        } catch (IOException e) {
            throw new ImageRejectedException(image.name(), "is broken: " + e.getMessage(), e);
        }
        if (decoded == null) {
            throw new ImageRejectedException(image.name(), "is no image of a known kind");
        }
        Region region = rule.choose(decoded.getWidth(), decoded.getHeight());
        byte[] rgb = workspace.pixels(Picture.CHANNELS * region.width() * region.height());
        int to = 0;
        for (int y = region.y(); y < region.bottom(); y++) {
            for (int x = region.x(); x < region.right(); x++) {
                int pixel = decoded.getRGB(x, y);
                rgb[to++] = (byte) (pixel >> 16);
                rgb[to++] = (byte) (pixel >> 8);
                rgb[to++] = (byte) pixel;
            }
        }
        return Picture.of(region.width(), region.height(), rgb);
    }

    /**
     * Reads a file into a workspace's memory.
     *
     * @param file the image file
     * @param workspace where the bytes go
     * @return the encoded image, valid until another file is read with the workspace
     * @throws IOException if the file cannot be read
     * @throws ImageRejectedException if the file exceeds the limit
     */
    public EncodedImage read(Path file, DecodeWorkspace workspace) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            long size = Files.size(file);
            if (size > options.maxEncodedBytes()) {
                throw new ImageRejectedException(
                        file.toString(),
                        "has " + size + " bytes, more than the limit of " + options.maxEncodedBytes()
                                + "; raise maxEncodedBytes to accept it");
            }
            byte[] bytes = workspace.encoded((int) size);
            int length = stream.readNBytes(bytes, 0, (int) size);
            return EncodedImage.of(bytes, 0, length, file.toString());
        }
    }
}
