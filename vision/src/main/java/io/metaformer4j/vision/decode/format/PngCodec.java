package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.bytes.BrokenDataException;
import io.metaformer4j.vision.decode.bytes.InflaterSource;
import io.metaformer4j.vision.decode.bytes.Orientation;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.limits.DecodeOptions.Truncation;
import io.metaformer4j.vision.decode.limits.ImageSize;
import io.metaformer4j.vision.decode.limits.RegionOfInterest;
import io.metaformer4j.vision.decode.pixels.DecodeMemory;
import io.metaformer4j.vision.decode.pixels.RegionPixels;

/** Decodes PNG (W3C recommendation, second edition). */
public final class PngCodec {

    /** Of each pass of Adam7: first column, first row, columns and rows from pixel to pixel. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

    private static final int LEFT = 1;
    private static final int ABOVE = 2;
    private static final int AVERAGE = 3;
    private static final int PAETH = 4;

    /** Decodes the wanted region; the pixels belong to the workspace. */
    public Picture decode(EncodedImage image, RegionOfInterest roi, DecodeBudget budget, DecodeMemory workspace) {
        PngHeader header = PngHeader.read(image, budget);
        budget.requireSize(header.size());
        boolean turns = budget.options().exifOrientation() && header.orientation() != Orientation.UPRIGHT;
        Orientation orientation = turns ? header.orientation() : Orientation.UPRIGHT;
        Region upright = orientation.apply(header.size()).choose(roi);
        Region stored = orientation.source(upright, header.size());
        long pixelBytes = (long) Picture.CHANNELS * stored.width() * stored.height();
        budget.requireMemory(turns ? 2 * pixelBytes : pixelBytes);
        boolean strict = budget.options().truncation() == Truncation.REFUSE;
        if (strict && dataBytes(header) > (long) InflaterSource.EXPANSION * (image.length() - header.data())) {
            throw cutOff(budget);
        }
        RegionPixels pixels = new RegionPixels(stored, header.colors(), workspace);
        try (PngData data = new PngData(image, header.data())) {
            if (!decode(header, data, pixels, budget) && strict) {
                throw cutOff(budget);
            }
        } catch (BrokenDataException e) {
            if (strict) {
                throw budget.rejected("is broken (" + e.getMessage() + ")");
            }
        }
        return turns ? orientation.apply(pixels.picture()) : pixels.picture();
    }

    private static RuntimeException cutOff(DecodeBudget budget) {
        return budget.rejected("is broken or cut off: the PNG's data end before its last row");
    }

    /** How many bytes all rows have, at least. */
    private static long dataBytes(PngHeader header) {
        return (long) header.rowBytes(header.size().width()) * header.size().height();
    }

    /** Decodes all rows; false if some are missing. */
    private static boolean decode(PngHeader header, PngData data, RegionPixels pixels, DecodeBudget budget) {
        ImageSize size = header.size();
        for (int[] pass : header.interlaced() ? PASSES : ONE_PASS) {
            int width = (size.width() - pass[0] + pass[2] - 1) / pass[2];
            if (width < 1 || size.height() <= pass[1]) {
                continue;
            }
            int rowBytes = header.rowBytes(width);
            byte[] above = new byte[1 + rowBytes];
            byte[] row = new byte[1 + rowBytes];
            for (int y = pass[1]; y < size.height(); y += pass[3]) {
                budget.requireTime();
                if (data.read(row, 0, row.length) < row.length) {
                    return false;
                }
                if (y < pixels.region().bottom()) { // below, rows only have to be there
                    unfilter(row, above, header.pixelBytes());
                    pixels.put(y, pass[0], pass[2], width, row, 1);
                }
                byte[] swap = above;
                above = row;
                row = swap;
            }
        }
        return true;
    }

    /** Turns differences into values, in place; the byte before the row says what they are differences from. */
    private static void unfilter(byte[] row, byte[] above, int step) {
        switch (row[0]) {
            case 0 -> {
                // values already
            }
            case LEFT -> {
                for (int i = 1 + step; i < row.length; i++) {
                    row[i] += row[i - step];
                }
            }
            case ABOVE -> {
                for (int i = 1; i < row.length; i++) {
                    row[i] += above[i];
                }
            }
            case AVERAGE -> {
                for (int i = 1; i < row.length; i++) {
                    int left = i <= step ? 0 : row[i - step] & 0xff;
                    row[i] += (byte) ((left + (above[i] & 0xff)) >> 1);
                }
            }
            case PAETH -> {
                for (int i = 1; i < row.length; i++) {
                    row[i] +=
                            i <= step ? above[i] : paeth(row[i - step] & 0xff, above[i] & 0xff, above[i - step] & 0xff);
                }
            }
            default -> throw new BrokenDataException("a row has the unknown filter " + (row[0] & 0xff));
        }
    }

    /** Which of three neighbours is nearest to left + above - corner. */
    private static byte paeth(int left, int above, int corner) {
        int toLeft = Math.abs(above - corner);
        int toAbove = Math.abs(left - corner);
        int toCorner = Math.abs(left + above - 2 * corner);
        if (toLeft <= toAbove && toLeft <= toCorner) {
            return (byte) left;
        }
        return (byte) (toAbove <= toCorner ? above : corner);
    }
}
