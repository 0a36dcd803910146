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

/**
 * Decodes JPEG with the JDK's reader, which is libjpeg: only for the components, never for colours.
 *
 * <p>The reader gets the file without its application segments, so that it knows no colour profile, and with an Adobe
 * segment that forbids any colour conversion; {@link JpegColors} does that instead.
 */
final class JpegCodec {

    /** APP14 of 14 bytes: "Adobe", version 100, no flags, transform 0 (components are what they are). */
    private static final byte[] NO_TRANSFORM = {
        (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    private final ImageIoCodec codec;

    JpegCodec(ImageIoCodec codec) {
        this.codec = codec;
    }

    Picture decode(EncodedImage image, RegionRule rule, DecodeOptions options, DecodeWorkspace workspace) {
        JpegHeader header = JpegHeader.parse(image);
        header.requireSupported(image.name());
        options.check(image.name(), header.size());
        if (options.truncation() == Truncation.REFUSE && !header.isComplete(image)) {
            throw new ImageRejectedException(image.name(), "is cut off: the JPEG has no end marker");
        }
        if (options.exifOrientation() && header.orientation() != Orientation.UPRIGHT) {
            ImageSize size = header.size();
            Picture whole = decode(image, header, Region.whole(size.width(), size.height()), options, workspace);
            Picture upright = header.orientation().apply(whole);
            return upright.crop(new ImageSize(upright.width(), upright.height()).choose(rule));
        }
        return decode(image, header, header.size().choose(rule), options, workspace);
    }

    private Picture decode(
            EncodedImage image, JpegHeader header, Region region, DecodeOptions options, DecodeWorkspace workspace) {
        Raster raster = read(image, header, region, options);
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

    private Raster read(EncodedImage image, JpegHeader header, Region region, DecodeOptions options) {
        ImageReader reader = null;
        AtomicBoolean endsEarly = new AtomicBoolean();
        try (ByteArrayInput input = new ByteArrayInput(head(image, header), image, header.scan())) {
            reader = codec.newReader();
            reader.setInput(input, true, true);
            reader.addIIOReadWarningListener((source, warning) -> {
                if (warning.contains("premature end")) {
                    endsEarly.set(true);
                }
            });
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setSourceRegion(new Rectangle(region.x(), region.y(), region.width(), region.height()));
            Raster raster = reader.readRaster(0, parameters);
            if (endsEarly.get() && options.truncation() == Truncation.REFUSE) {
                throw new ImageRejectedException(image.name(), "is cut off: the JPEG's data end before its last row");
            }
            return raster;
        } catch (ImageRejectedException e) {
            throw e;
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
}
