package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureStrips;
import io.metaformer4j.vision.PixelStrips;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.DecodeOptions.Truncation;
import java.awt.Rectangle;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * Decodes JPEG: the ordinary kinds with {@link BaselineJpeg}, all others with the JDK's reader, which is libjpeg.
 *
 * <p>libjpeg only delivers the components. It gets the file without its application segments, so that it knows no colour
 * profile, and with an Adobe segment that forbids any colour conversion; {@link JpegColors} does that instead.
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
        JpegHeader header = header(image, options);
        if (turns(header, options)) {
            return decodeTurned(image, header, rule, options, workspace);
        }
        Region region = header.size().choose(rule);
        return fast(image, header, region, options, workspace)
                .map(strips -> strips.toPicture(workspace))
                .orElseGet(() -> decodeWithLibjpeg(image, header, region, options, workspace));
    }

    PixelStrips open(EncodedImage image, RegionRule rule, DecodeOptions options, DecodeWorkspace workspace) {
        JpegHeader header = header(image, options);
        if (turns(header, options)) {
            RememberedRule remembered = new RememberedRule(rule);
            Picture picture = decodeTurned(image, header, remembered, options, workspace);
            return PictureStrips.of(picture, remembered.region(), remembered.region());
        }
        Region region = header.size().choose(rule);
        return fast(image, header, region, options, workspace)
                .<PixelStrips>map(strips -> strips)
                .orElseGet(() ->
                        PictureStrips.of(decodeWithLibjpeg(image, header, region, options, workspace), region, region));
    }

    private static JpegHeader header(EncodedImage image, DecodeOptions options) {
        JpegHeader header = JpegHeader.parse(image);
        header.requireSupported(image.name());
        options.check(image.name(), header.size());
        return header;
    }

    private static boolean turns(JpegHeader header, DecodeOptions options) {
        return options.exifOrientation() && header.orientation() != Orientation.UPRIGHT;
    }

    private Picture decodeTurned(
            EncodedImage image, JpegHeader header, RegionRule rule, DecodeOptions options, DecodeWorkspace workspace) {
        ImageSize size = header.size();
        Region whole = Region.whole(size.width(), size.height());
        Picture decoded = fast(image, header, whole, options, workspace)
                .map(strips -> strips.toPicture(workspace))
                .orElseGet(() -> decodeWithLibjpeg(image, header, whole, options, workspace));
        Picture upright = header.orientation().apply(decoded);
        return upright.crop(new ImageSize(upright.width(), upright.height()).choose(rule));
    }

    /** The fast decoder, if it knows this kind of file. */
    private Optional<JpegStrips> fast(
            EncodedImage image, JpegHeader header, Region region, DecodeOptions options, DecodeWorkspace workspace) {
        if (!BaselineGeometry.supports(header)) {
            return Optional.empty();
        }
        return BaselineTables.read(image, header).map(scan -> {
            BaselineJpeg jpeg = new BaselineJpeg(
                    image, BaselineGeometry.of(header, region), scan, header.colors(), workspace.baseline());
            return new JpegStrips(
                    jpeg,
                    region,
                    () -> decodeWithLibjpeg(image, header, region, options, new DecodeWorkspace()),
                    () -> requireEnd(image, jpeg.position() - image.offset(), options));
        });
    }

    private static void requireEnd(EncodedImage image, int from, DecodeOptions options) {
        if (options.truncation() == Truncation.REFUSE && !JpegHeader.hasEnd(image, from)) {
            throw new ImageRejectedException(image.name(), "is cut off: the JPEG has no end marker");
        }
    }

    private Picture decodeWithLibjpeg(
            EncodedImage image, JpegHeader header, Region region, DecodeOptions options, DecodeWorkspace workspace) {
        requireEnd(image, header.scan(), options);
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
