package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.ColumnStrips;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageFile;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureColumnStrips;
import io.metaformer4j.vision.decode.format.BmpCodec;
import io.metaformer4j.vision.decode.format.GifCodec;
import io.metaformer4j.vision.decode.format.ImageFormat;
import io.metaformer4j.vision.decode.format.ImageIoCodec;
import io.metaformer4j.vision.decode.format.JpegCodec;
import io.metaformer4j.vision.decode.format.LibjpegDecoder;
import io.metaformer4j.vision.decode.format.PngCodec;
import io.metaformer4j.vision.decode.format.WebpCodec;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.limits.DecodeOptions;
import io.metaformer4j.vision.decode.limits.RecordingRegion;
import io.metaformer4j.vision.decode.limits.RegionOfInterest;
import io.metaformer4j.vision.decode.tiff.TiffCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Turns image files into pictures with the numbers that Pillow's {@code Image.open(f).convert("RGB")} gives.
 *
 * <p>The kind of a file is told from its content, never from its name. Limits are checked before pixels are allocated.
 *
 * <p>Immutable and safe for concurrent use; workspaces are not.
 */
public final class ImageDecoder {

    private static final String SUPPORTED =
            Arrays.stream(ImageFormat.values()).map(ImageFormat::title).collect(Collectors.joining(", "));

    private final DecodeOptions options;
    private final JpegCodec jpeg = new JpegCodec(new LibjpegDecoder(ImageIoCodec.ofJdk(ImageFormat.JPEG)));
    private final PngCodec png = new PngCodec();
    private final GifCodec gif = new GifCodec();
    private final BmpCodec bmp = new BmpCodec();
    private final TiffCodec tiff = new TiffCodec(jpeg, ImageIoCodec.ofJdk(ImageFormat.TIFF));
    private final WebpCodec webp = new WebpCodec(ImageIoCodec.ofWebp());

    private ImageDecoder(DecodeOptions options) {
        this.options = options;
    }

    /** The decoder with {@linkplain DecodeOptions#standard() standard options}. */
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
        return decode(read(file, workspace), workspace).compact();
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
        return decode(read(stream, name), new DecodeWorkspace()).compact();
    }

    /**
     * Reads a stream that holds one image file.
     *
     * @param stream is read to its end, or a little beyond the limit of image files; it stays open
     * @param name what to call it in messages
     * @return the encoded image
     * @throws IOException if the stream cannot be read
     */
    public EncodedImage read(InputStream stream, String name) throws IOException {
        int limit = (int) Math.min(Integer.MAX_VALUE - 8L, options.maxEncodedBytes() + 1L);
        return EncodedImage.of(stream.readNBytes(limit), name);
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
        return decode(EncodedImage.of(bytes, name), new DecodeWorkspace()).compact();
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
        return decode(image, RegionOfInterest.WHOLE, workspace);
    }

    /**
     * Decodes the part of an image that is needed, into a workspace's memory. The pixels are those that decoding the
     * whole image would give; for most images the rest is skipped, which saves time.
     *
     * @param image the image
     * @param roi the region of interest, chosen once the size is known; called once
     * @param workspace arrays to decode in, also for the result
     * @return the picture of that region, valid until the workspace is used again
     * @throws ImageRejectedException if it is no usable image
     */
    public Picture decode(EncodedImage image, RegionOfInterest roi, DecodeWorkspace workspace) {
        ImageFormat format = format(image);
        DecodeBudget budget = new DecodeBudget(image, options);
        return guarded(image, () -> switch (format) {
            case JPEG -> jpeg.decode(image, roi, budget, workspace.memory());
            case PNG -> png.decode(image, roi, budget, workspace.memory());
            case GIF -> gif.decode(image, roi, budget, workspace.memory());
            case BMP -> bmp.decode(image, roi, budget, workspace.memory());
            case WEBP -> webp.decode(image, roi, budget, workspace.memory());
            case TIFF -> tiff.decode(image, roi, budget, workspace.memory());
        });
    }

    /** Rejects the image, whatever exception it made a decoder throw. */
    private static <T> T guarded(EncodedImage image, Supplier<T> decoding) {
        try {
            return decoding.get();
        } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new ImageRejectedException(image.name(), "is broken (" + e + ")", e);
        } catch (OutOfMemoryError e) {
            throw new ImageRejectedException(
                    image.name(), "needs more memory than Java has left; scale it down or raise -Xmx", e);
        } catch (StackOverflowError e) {
            throw new ImageRejectedException(image.name(), "is nested too deeply to be decoded", e);
        } catch (LinkageError e) {
            throw new ImageRejectedException(
                    image.name(), "cannot be decoded, because a part of the Java runtime is missing (" + e + ")", e);
        }
    }

    /**
     * Starts to decode the part of an image that is needed. Rows are decoded as they are taken, which is the fastest way
     * to a resized picture; the pixels are those of {@link #decode(EncodedImage, RegionOfInterest, DecodeWorkspace)}.
     *
     * @param image the image
     * @param roi the region of interest, chosen once the size is known; called once
     * @param workspace arrays to decode in
     * @return the pixels of that region, to be taken before the workspace is used again
     * @throws ImageRejectedException if it is no usable image; taking the pixels may find out, too
     */
    public ColumnStrips open(EncodedImage image, RegionOfInterest roi, DecodeWorkspace workspace) {
        if (format(image) == ImageFormat.JPEG) {
            DecodeBudget budget = new DecodeBudget(image, options);
            return guarded(image, () -> jpeg.open(image, roi, budget, workspace.memory()));
        }
        RecordingRegion recorded = new RecordingRegion(roi);
        Picture picture = decode(image, recorded, workspace);
        return PictureColumnStrips.of(picture, recorded.region(), recorded.region());
    }

    private ImageFormat format(EncodedImage image) {
        if (image.length() == 0) {
            throw new ImageRejectedException(image.name(), "is empty");
        }
        checkEncodedSize(image.name(), image.length());
        return ImageFormat.sniff(image)
                .orElseThrow(() -> new ImageRejectedException(
                        image.name(),
                        "is " + UnsupportedFormat.describe(image).orElse("no picture of a known kind")
                                + "; these can be read: " + SUPPORTED));
    }

    private void checkEncodedSize(String name, long bytes) {
        if (bytes > options.maxEncodedBytes()) {
            throw new ImageRejectedException(
                    name,
                    "has more than the limit of " + options.maxEncodedBytes()
                            + " bytes; compress it more or scale it down");
        }
    }

    /**
     * Reads a file into a workspace's memory.
     *
     * @param file the image file
     * @param workspace where the bytes go
     * @return the encoded image, valid until another file is read with the workspace
     * @throws IOException if the file cannot be read
     * @throws ImageRejectedException if it is no regular file, or exceeds the limit
     */
    public EncodedImage read(Path file, DecodeWorkspace workspace) throws IOException {
        return new ImageFile(file).read(options.maxEncodedBytes(), workspace.memory()::encoded);
    }
}
