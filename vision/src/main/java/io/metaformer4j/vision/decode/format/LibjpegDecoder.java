package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.bytes.ByteArrayInput;
import io.metaformer4j.vision.decode.jpeg.JpegColors;
import io.metaformer4j.vision.decode.jpeg.JpegHeader;
import io.metaformer4j.vision.decode.jpeg.JpegScans;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.limits.DecodeOptions.Truncation;
import io.metaformer4j.vision.decode.pixels.DecodeMemory;
import java.awt.Rectangle;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Decodes JPEG of every kind with the JDK's reader, which is libjpeg or libjpeg-turbo.
 *
 * <p>libjpeg only delivers the components. It gets the file without its application segments, so that it knows no colour
 * profile, and with an Adobe segment that forbids any colour conversion; {@link JpegColors} does that instead.
 */
public final class LibjpegDecoder {

    /** APP14 of 14 bytes: "Adobe", version 100, no flags, transform 0 (components are what they are). */
    private static final byte[] NO_TRANSFORM = {
        (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    /** Coefficients of a block. */
    private static final int BLOCK = 64;

    private final ImageIoCodec codec;

    /** Creates the decoder over the JDK's reader of JPEG. */
    public LibjpegDecoder(ImageIoCodec codec) {
        this.codec = codec;
    }

    /** Decodes a region into a workspace's memory. If there is no end marker, the last bytes must not be needed. */
    Picture decode(
            EncodedImage image,
            JpegHeader header,
            int jpegs,
            Region region,
            DecodeBudget budget,
            DecodeMemory workspace) {
        boolean checkTruncation =
                budget.options().truncation() == Truncation.REFUSE && !JpegHeader.hasEnd(image, header.scan());
        if (checkTruncation && !header.hasOneScan(image)) {
            throw new ImageRejectedException(image.name(), "is cut off: the JPEG has no end marker");
        }
        int[] scans = JpegScans.find(image, header, jpegs, budget);
        requireMemory(image, header, region, budget);
        CutOffListener listener = new CutOffListener();
        int end = checkTruncation ? Math.max(header.scan(), image.length() - JpegHeader.UNREAD_BYTES) : image.length();
        Raster raster = read(image, header, end, scans, region, listener, budget);
        if (checkTruncation && listener.cutOff()) {
            throw cutOff(image);
        }
        byte[] components = ((DataBufferByte) raster.getDataBuffer()).getData();
        int bands = header.colors().components();
        int pixels = region.width() * region.height();
        if (raster.getNumBands() != bands || components.length < bands * pixels) {
            throw new ImageRejectedException(
                    image.name(), "is broken: it decodes to " + raster.getNumBands() + " components, not " + bands);
        }
        byte[] rgb = workspace.pixels(Picture.CHANNELS * pixels);
        header.colors().toRgb(components, 0, rgb, 0, pixels);
        return Picture.of(region.width(), region.height(), rgb);
    }

    /** What to throw if pixels are missing. */
    static ImageRejectedException cutOff(EncodedImage image) {
        return new ImageRejectedException(
                image.name(), "is broken or cut off: the JPEG's data end before its last row");
    }

    /** The pixels, the components that they are made of, and what libjpeg keeps of all scans until the last. */
    private static void requireMemory(EncodedImage image, JpegHeader header, Region region, DecodeBudget budget) {
        long pixels = (long) region.width() * region.height();
        long coefficients = header.hasOneScan(image) ? 0 : header.blocks() * BLOCK;
        budget.requireMemory(pixels * (Picture.CHANNELS + header.colors().components()), coefficients * Short.BYTES);
    }

    private Raster read(
            EncodedImage image,
            JpegHeader header,
            int end,
            int[] scans,
            Region region,
            IIOReadWarningListener listener,
            DecodeBudget budget) {
        ImageReader reader = null;
        try (ByteArrayInput input = new ByteArrayInput(head(image, header), image, header.scan(), end, scans, budget)) {
            reader = codec.newReader(image);
            reader.setInput(input, true, true);
            reader.addIIOReadWarningListener(listener);
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setSourceRegion(new Rectangle(region.x(), region.y(), region.width(), region.height()));
            return reader.readRaster(0, parameters);
        } catch (ImageRejectedException e) {
            throw e; // the time is over
        } catch (IOException | RuntimeException e) {
            throw new ImageRejectedException(image.name(), "is broken (" + e.getMessage() + ")", e);
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    /** The beginning of a file without application segments. */
    private static byte[] head(EncodedImage image, JpegHeader header) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(0xff);
        head.write(0xd8);
        head.writeBytes(NO_TRANSFORM);
        for (JpegHeader.Segment segment : header.segments()) {
            head.write(image.bytes(), image.offset() + segment.start(), segment.length());
        }
        return head.toByteArray();
    }

    /**
     * Finds out whether libjpeg has anything to say about a file but that its end marker is missing. Of its own warnings
     * it only gives the first, so any may stand for missing data.
     */
    private static final class CutOffListener implements IIOReadWarningListener {

        private static final String NO_END_MARKER = "EOI";

        private final AtomicBoolean cutOff = new AtomicBoolean();

        @Override
        public void warningOccurred(ImageReader source, String warning) {
            if (!warning.contains(NO_END_MARKER)) {
                cutOff.set(true);
            }
        }

        boolean cutOff() {
            return cutOff.get();
        }
    }
}
