package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureStrips;
import io.metaformer4j.vision.PixelStrips;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.DecodeOptions.Truncation;
import java.util.Optional;

/** Decodes JPEG: the ordinary kinds with {@link BaselineJpeg}, all others with {@link LibjpegDecoder}. */
final class JpegCodec {

    private final LibjpegDecoder libjpeg;

    JpegCodec(LibjpegDecoder libjpeg) {
        this.libjpeg = libjpeg;
    }

    Picture decode(EncodedImage image, RegionRule rule, DecodeOptions options, DecodeWorkspace workspace) {
        JpegHeader header = header(image, options);
        if (turns(header, options)) {
            return decodeTurned(image, header, rule, options, workspace);
        }
        Region region = header.size().choose(rule);
        return fast(image, header, region, options, workspace)
                .map(strips -> strips.toPicture(workspace))
                .orElseGet(() -> libjpeg.decode(image, header, region, options, workspace));
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
                        PictureStrips.of(libjpeg.decode(image, header, region, options, workspace), region, region));
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
                .orElseGet(() -> libjpeg.decode(image, header, whole, options, workspace));
        Picture upright = header.orientation().apply(decoded);
        return upright.crop(new ImageSize(upright.width(), upright.height()).choose(rule));
    }

    /** The fast decoder, if it knows this kind of file. */
    private static Optional<JpegStrips> fast(
            EncodedImage image, JpegHeader header, Region region, DecodeOptions options, DecodeWorkspace workspace) {
        if (!BaselineGeometry.supports(header)) {
            return Optional.empty();
        }
        return BaselineTables.read(image, header).map(scan -> {
            BaselineGeometry geometry = BaselineGeometry.of(header, region);
            BaselineJpeg jpeg = new BaselineJpeg(image, geometry, scan, header.colors(), workspace.baseline());
            return new JpegStrips(jpeg, region, () -> requireWhole(image, jpeg, options));
        });
    }

    private static void requireWhole(EncodedImage image, BaselineJpeg jpeg, DecodeOptions options) {
        boolean whole =
                options.truncation() == Truncation.FILL || JpegHeader.hasEnd(image, jpeg.position()) || jpeg.isWhole();
        if (!whole) {
            throw LibjpegDecoder.cutOff(image);
        }
    }
}
