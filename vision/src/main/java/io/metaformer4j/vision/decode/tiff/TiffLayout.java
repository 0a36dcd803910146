package io.metaformer4j.vision.decode.tiff;

import io.metaformer4j.vision.decode.bytes.Orientation;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.limits.ImageSize;

/**
 * How the pixels of a TIFF lie in its file.
 *
 * @param size width and height as stored
 * @param orientation how the stored picture is turned upright
 * @param compression how strips or tiles are compressed
 * @param bits bits per value, the same for all values
 * @param samples values per pixel
 * @param photometric what the values mean
 * @param planar whether each value has strips or tiles of its own
 * @param differences whether rows hold differences of neighbours
 * @param reversed whether the bits of all bytes are reversed
 * @param tiled whether it has tiles, not strips
 * @param chunk size of a tile, or of a strip
 */
record TiffLayout(
        ImageSize size,
        Orientation orientation,
        int compression,
        int bits,
        int samples,
        int photometric,
        boolean planar,
        boolean differences,
        boolean reversed,
        boolean tiled,
        ImageSize chunk) {

    static final int PLAIN = 1;
    static final int GROUP_3_MODIFIED = 2;
    static final int GROUP_3 = 3;
    static final int GROUP_4 = 4;
    static final int LZW = 5;
    static final int OLD_JPEG = 6;
    static final int JPEG = 7;
    static final int DEFLATE = 8;
    static final int PACK_BITS = 32_773;
    static final int OLD_DEFLATE = 32_946;

    static final int WHITE_IS_ZERO = 0;
    static final int BLACK_IS_ZERO = 1;
    static final int RGB = 2;
    static final int PALETTE = 3;
    static final int CMYK = 5;
    static final int YCC = 6;

    private static final int MOST_SAMPLES = 6;
    private static final int HORIZONTAL_DIFFERENCES = 2;

    static TiffLayout of(TiffTags tags, DecodeBudget budget) {
        ImageSize size = new ImageSize(tags.number(TiffTags.WIDTH, 0), tags.number(TiffTags.LENGTH, 0));
        budget.requireSize(size);
        int photometric = tags.number(TiffTags.PHOTOMETRIC, WHITE_IS_ZERO);
        int samples = tags.number(TiffTags.SAMPLES, 1);
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw unsupported(budget, samples + " values per pixel");
        }
        int bits = tags.number(TiffTags.BITS, 1);
        for (int i = 1; i < Math.min(samples, tags.count(TiffTags.BITS)); i++) {
            if (tags.value(TiffTags.BITS, i) != bits) {
                throw unsupported(budget, "values of different widths");
            }
        }
        boolean tiled = tags.count(TiffTags.STRIP_OFFSETS) == 0;
        int rows = Math.min(size.height(), tags.number(TiffTags.ROWS_PER_STRIP, size.height()));
        ImageSize chunk = tiled
                ? new ImageSize(tags.number(TiffTags.TILE_WIDTH, 0), tags.number(TiffTags.TILE_LENGTH, 0))
                : new ImageSize(size.width(), rows);
        budget.requireSize(chunk);
        int predictor = tags.number(TiffTags.PREDICTOR, 1);
        int compression = tags.number(TiffTags.COMPRESSION, PLAIN);
        boolean predicts = compression == LZW || compression == DEFLATE || compression == OLD_DEFLATE;
        boolean differences = predicts && predictor == HORIZONTAL_DIFFERENCES;
        if (predicts && predictor != 1 && (!differences || bits < Byte.SIZE)) {
            throw unsupported(budget, "predictor " + predictor + " of " + bits + " bits");
        }
        return new TiffLayout(
                size,
                Orientation.ofExif(tags.number(TiffTags.ORIENTATION, 1)).orElse(Orientation.UPRIGHT),
                compression,
                bits,
                samples,
                photometric,
                tags.number(TiffTags.PLANAR, 1) == 2 && samples > 1,
                differences,
                tags.number(TiffTags.FILL_ORDER, 1) == 2,
                tiled,
                chunk);
    }

    static RuntimeException unsupported(DecodeBudget budget, String what) {
        return budget.rejected("is a TIFF of an unsupported kind (" + what + "); save it as PNG");
    }

    int chunksAcross() {
        return (size.width() + chunk.width() - 1) / chunk.width();
    }

    int chunksDown() {
        return (size.height() + chunk.height() - 1) / chunk.height();
    }

    /** How many rows of a strip or tile are in the file: the last strip ends with the picture, tiles are whole. */
    int storedRows(int top) {
        return tiled ? chunk.height() : Math.min(chunk.height(), size.height() - top);
    }

    /** Bytes of a row of a strip or tile, of all values or of one. */
    int rowBytes() {
        long values = (long) chunk.width() * (planar ? 1 : samples);
        return Math.toIntExact((values * bits + Byte.SIZE - 1) / Byte.SIZE);
    }
}
