package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.ColumnStrips;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureColumnStrips;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.bytes.Orientation;
import io.metaformer4j.vision.decode.jpeg.JpegHeader;
import io.metaformer4j.vision.decode.jpeg.baseline.BaselineGeometry;
import io.metaformer4j.vision.decode.jpeg.baseline.BaselineJpeg;
import io.metaformer4j.vision.decode.jpeg.baseline.BaselineTables;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.limits.DecodeOptions.Truncation;
import io.metaformer4j.vision.decode.limits.RecordingRegion;
import io.metaformer4j.vision.decode.limits.RegionOfInterest;
import io.metaformer4j.vision.decode.pixels.DecodeMemory;
import java.util.Optional;

/** Decodes JPEG: the ordinary kinds with {@link BaselineJpeg}, all others with {@link LibjpegDecoder}. */
public final class JpegCodec {

    private final LibjpegDecoder libjpeg;

    /** Creates the codec with a decoder for what the fast one does not know. */
    public JpegCodec(LibjpegDecoder libjpeg) {
        this.libjpeg = libjpeg;
    }

    /** Decodes the wanted region; the pixels belong to the workspace. */
    public Picture decode(EncodedImage image, RegionOfInterest roi, DecodeBudget budget, DecodeMemory workspace) {
        JpegHeader header = header(image, budget);
        return turns(header, budget)
                ? decodeTurned(image, header, roi, budget, workspace)
                : decode(image, header, 1, header.size().choose(roi), budget, workspace);
    }

    /** Starts to decode the wanted region, strip by strip; the memory belongs to the workspace. */
    public ColumnStrips open(EncodedImage image, RegionOfInterest roi, DecodeBudget budget, DecodeMemory workspace) {
        JpegHeader header = header(image, budget);
        if (turns(header, budget)) {
            RecordingRegion recorded = new RecordingRegion(roi);
            Picture picture = decodeTurned(image, header, recorded, budget, workspace);
            return PictureColumnStrips.of(picture, recorded.region(), recorded.region());
        }
        Region region = header.size().choose(roi);
        return fast(image, header, region, budget, workspace)
                .<ColumnStrips>map(strips -> strips)
                .orElseGet(() -> PictureColumnStrips.of(
                        libjpeg.decode(image, header, 1, region, budget, workspace), region, region));
    }

    /** Reads what a file says before its first scan, and rejects what cannot be decoded. */
    public JpegHeader header(EncodedImage image, DecodeBudget budget) {
        JpegHeader header = JpegHeader.parse(image);
        header.requireSupported(image.name());
        budget.requireSize(header.size());
        return header;
    }

    /**
     * Decodes a region of a picture as it is stored.
     *
     * @param jpegs how many JPEGs like this one the picture consists of
     */
    public Picture decode(
            EncodedImage image,
            JpegHeader header,
            int jpegs,
            Region region,
            DecodeBudget budget,
            DecodeMemory workspace) {
        return fast(image, header, region, budget, workspace)
                .map(strips -> {
                    budget.requireMemory((long) Picture.CHANNELS * region.width() * region.height());
                    return strips.toPicture(workspace);
                })
                .orElseGet(() -> libjpeg.decode(image, header, jpegs, region, budget, workspace));
    }

    private static boolean turns(JpegHeader header, DecodeBudget budget) {
        return budget.options().exifOrientation() && header.orientation() != Orientation.UPRIGHT;
    }

    private Picture decodeTurned(
            EncodedImage image, JpegHeader header, RegionOfInterest roi, DecodeBudget budget, DecodeMemory workspace) {
        Orientation orientation = header.orientation();
        Region upright = orientation.apply(header.size()).choose(roi);
        budget.requireMemory(2L * Picture.CHANNELS * upright.width() * upright.height());
        Region stored = orientation.source(upright, header.size());
        return orientation.apply(decode(image, header, 1, stored, budget, workspace));
    }

    /** The fast decoder, if it knows this kind of file. */
    private static Optional<JpegColumnStrips> fast(
            EncodedImage image, JpegHeader header, Region region, DecodeBudget budget, DecodeMemory workspace) {
        if (!BaselineGeometry.supports(header)) {
            return Optional.empty();
        }
        return BaselineTables.read(image, header).map(scan -> {
            BaselineGeometry geometry = BaselineGeometry.of(header, region);
            BaselineJpeg jpeg = new BaselineJpeg(image, geometry, scan, header.colors(), workspace.baseline(), budget);
            return new JpegColumnStrips(jpeg, region, () -> requireWhole(image, jpeg, budget));
        });
    }

    private static void requireWhole(EncodedImage image, BaselineJpeg jpeg, DecodeBudget budget) {
        if (budget.options().truncation() == Truncation.FILL) {
            return;
        }
        JpegHeader.requireOneScan(image, jpeg.position());
        if (!JpegHeader.hasEnd(image, jpeg.position()) && !jpeg.isWhole()) {
            throw LibjpegDecoder.cutOff(image);
        }
    }
}
