package io.metaformer4j.vision.decode.tiff;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.bytes.Orientation;
import io.metaformer4j.vision.decode.format.ImageIoCodec;
import io.metaformer4j.vision.decode.format.JpegCodec;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.limits.DecodeOptions.Truncation;
import io.metaformer4j.vision.decode.limits.RegionOfInterest;
import io.metaformer4j.vision.decode.pixels.DecodeMemory;
import io.metaformer4j.vision.decode.pixels.RegionPixels;
import io.metaformer4j.vision.decode.pixels.RowColors;

/**
 * Decodes the first picture of a TIFF file, turned upright as its orientation says: the kinds that Pillow decodes, except
 * YCbCr that is not JPEG, CIE L*a*b*, and compressions that are rare.
 */
public final class TiffCodec {

    private final JpegCodec jpeg;
    private final ImageIoCodec fax;

    /**
     * Creates the codec.
     *
     * @param jpeg decodes strips and tiles of JPEG
     * @param fax decodes TIFFs of the CCITT groups 3 and 4
     */
    public TiffCodec(JpegCodec jpeg, ImageIoCodec fax) {
        this.jpeg = jpeg;
        this.fax = fax;
    }

    /** Decodes the wanted region; the pixels belong to the workspace. */
    public Picture decode(EncodedImage image, RegionOfInterest roi, DecodeBudget budget, DecodeMemory workspace) {
        TiffTags tags = TiffTags.read(image, budget);
        TiffLayout layout = TiffLayout.of(tags, budget);
        Region upright = layout.orientation().apply(layout.size()).choose(roi);
        Region stored = layout.orientation().source(upright, layout.size());
        boolean turns = layout.orientation() != Orientation.UPRIGHT;
        long pixelBytes = (long) Picture.CHANNELS * stored.width() * stored.height();
        budget.requireMemory(turns ? 2 * pixelBytes : pixelBytes);
        TiffChunks chunks = new TiffChunks(image, tags, layout, budget);
        Picture picture =
                switch (layout.compression()) {
                    case TiffLayout.PLAIN,
                            TiffLayout.LZW,
                            TiffLayout.DEFLATE,
                            TiffLayout.OLD_DEFLATE,
                            TiffLayout.PACK_BITS -> {
                        RowColors colors = TiffColors.of(tags, layout, budget);
                        TiffRows rows = new TiffRows(chunks, layout, budget, tags.isLittleEndian());
                        if (!fills(budget)) {
                            rows.requireData();
                        }
                        RegionPixels pixels = new RegionPixels(stored, colors, workspace);
                        rows.decode(pixels);
                        yield pixels.picture();
                    }
                    case TiffLayout.JPEG -> {
                        RowColors colors = RowColors.bytes(Picture.CHANNELS, 0, 1, 2);
                        RegionPixels pixels = new RegionPixels(stored, colors, workspace);
                        new TiffJpeg(chunks, layout, budget, jpeg).decode(pixels);
                        yield pixels.picture();
                    }
                    case TiffLayout.GROUP_3_MODIFIED, TiffLayout.GROUP_3, TiffLayout.GROUP_4 ->
                        fax.decode(chunks.faxFile(), (width, height) -> stored, budget, workspace);
                    default -> throw TiffLayout.unsupported(budget, "compression " + layout.compression());
                };
        return turns ? layout.orientation().apply(picture) : picture;
    }

    /** Whether broken and missing data leave pixels black instead of being refused. */
    static boolean fills(DecodeBudget budget) {
        return budget.options().truncation() == Truncation.FILL;
    }
}
