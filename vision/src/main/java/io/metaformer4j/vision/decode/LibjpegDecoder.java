package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.DecodeOptions.Truncation;
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
final class LibjpegDecoder {

    /** APP14 of 14 bytes: "Adobe", version 100, no flags, transform 0 (components are what they are). */
    private static final byte[] NO_TRANSFORM = {
        (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    private final ImageIoCodec codec;

    LibjpegDecoder(ImageIoCodec codec) {
        this.codec = codec;
    }

    /** Decodes a region into a workspace's memory. */
    Picture decode(
            EncodedImage image, JpegHeader header, Region region, DecodeOptions options, DecodeWorkspace workspace) {
        boolean judge = options.truncation() == Truncation.REFUSE && !JpegHeader.hasEnd(image, header.scan());
        if (judge && !header.hasOneScan(image)) {
            throw new ImageRejectedException(image.name(), "is cut off: the JPEG has no end marker");
        }
        CutOffListener listener = new CutOffListener();
        Raster raster = read(image, header, region, listener);
        if (judge && listener.cutOff()) {
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

    private Raster read(EncodedImage image, JpegHeader header, Region region, IIOReadWarningListener listener) {
        ImageReader reader = null;
        try (ByteArrayInput input = new ByteArrayInput(head(image, header), image, header.scan())) {
            reader = codec.newReader();
            reader.setInput(input, true, true);
            reader.addIIOReadWarningListener(listener);
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setSourceRegion(new Rectangle(region.x(), region.y(), region.width(), region.height()));
            return reader.readRaster(0, parameters);
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

    /** Finds out from libjpeg's warnings whether it was the end of the file that left blocks without data. */
    private static final class CutOffListener implements IIOReadWarningListener {

        private final AtomicBoolean fileEnded = new AtomicBoolean();
        private final AtomicBoolean cutOff = new AtomicBoolean();

        @Override
        public void warningOccurred(ImageReader source, String warning) {
            if (warning.contains("Premature end of input")) {
                fileEnded.set(true);
            } else if (warning.contains("premature end of data segment") && fileEnded.get()) {
                cutOff.set(true);
            }
        }

        boolean cutOff() {
            return cutOff.get();
        }
    }
}
