package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.limits.DecodeOptions.Truncation;
import io.metaformer4j.vision.decode.limits.RegionOfInterest;
import io.metaformer4j.vision.decode.pixels.DecodeMemory;
import io.metaformer4j.vision.decode.pixels.RegionPixels;

/** Decodes Windows and OS/2 bitmaps: the kinds that Pillow decodes. */
public final class BmpCodec {

    /** Decodes the wanted region; the pixels belong to the workspace. */
    public Picture decode(EncodedImage image, RegionOfInterest roi, DecodeBudget budget, DecodeMemory workspace) {
        BmpHeader header = BmpHeader.read(image);
        budget.requireSize(header.size());
        Region region = header.size().choose(roi);
        budget.requireMemory((long) Picture.CHANNELS * region.width() * region.height());
        boolean fill = budget.options().truncation() == Truncation.FILL;
        boolean runs = header.runs() != 0;
        if (!runs && !fill && image.length() - header.pixels() < header.dataBytes()) {
            throw cutOff(budget);
        }
        RegionPixels pixels = new RegionPixels(region, header.colors(), workspace);
        if (runs) {
            decodeRuns(image, header, pixels, fill, budget);
        } else {
            copyRows(image, header, pixels, budget);
        }
        return pixels.picture();
    }

    private static void copyRows(EncodedImage image, BmpHeader header, RegionPixels pixels, DecodeBudget budget) {
        Region region = pixels.region();
        for (int y = region.y(); y < region.bottom(); y++) {
            budget.requireTime();
            int fromTop = header.topDown() ? y : header.size().height() - 1 - y;
            long at = header.pixels() + fromTop * header.rowBytes();
            if (at + header.pixelBytes() <= image.length()) {
                pixels.put(y, 0, header.size().width(), image.bytes(), image.offset() + (int) at);
            }
        }
    }

    private static void decodeRuns(
            EncodedImage image, BmpHeader header, RegionPixels pixels, boolean fill, DecodeBudget budget) {
        int width = header.size().width();
        int height = header.size().height();
        int end = image.offset() + image.length();
        BmpRuns runs = new BmpRuns(
                image.bytes(), image.offset() + header.pixels(), end, width, header.runs() == BmpHeader.RLE4);
        byte[] row = new byte[width];
        for (int i = 0; i < height; i++) {
            budget.requireTime();
            if (runs.read(row, 0, width) < width) {
                if (fill) {
                    return;
                }
                throw cutOff(budget);
            }
            pixels.put(header.topDown() ? i : height - 1 - i, 0, width, row, 0);
        }
    }

    private static RuntimeException cutOff(DecodeBudget budget) {
        return budget.rejected("is broken or cut off: the BMP's data end before its last row");
    }
}
