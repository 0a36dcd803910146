package io.metaformer4j.cli.corrupt;

import io.metaformer4j.cli.explain.PixelFont;
import io.metaformer4j.evaluation.robustness.CorruptionLevel;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.resample.Resampler;
import io.metaformer4j.zoo.Interpolation;
import java.util.Arrays;

/**
 * All corruptions of one picture: a row for each, a column for each severity. Numbers are those for pictures of 224x224, so the
 * picture is shrunk to that before; what is shown is half as large.
 *
 * @param seed where random numbers come from
 */
record CorruptionSheet(PictureSeed seed) {

    /** Longest side of the picture that is made worse, and of those that are shown. */
    private static final int SIDE = 224;

    private static final int CELL = 112;
    private static final int GAP = 4;
    private static final int DOT = 2;
    private static final int WHITE = 255;

    /** Dots of a letter with the blank behind it. */
    private static final int LETTER = 6;

    /** Draws the sheet. */
    Picture draw(Picture picture, String name) {
        Picture input = fitted(picture, SIDE);
        PixelFont font = PixelFont.of(DOT);
        int labels = GAP
                + DOT
                        * LETTER
                        * Arrays.stream(Corruption.values())
                                .mapToInt(corruption -> corruption.label().length())
                                .max()
                                .orElse(0);
        Picture cell = fitted(input, CELL);
        int columns = Severity.all().size();
        int rows = Corruption.values().length;
        int heading = font.lineHeight() + GAP;
        int rowHeight = Math.max(cell.height(), font.lineHeight()) + GAP;
        int columnWidth = Math.max(cell.width(), DOT * LETTER) + GAP;
        Picture sheet = Picture.filled(
                labels + columns * columnWidth + GAP, heading + rows * rowHeight + GAP, WHITE, WHITE, WHITE);
        for (Severity severity : Severity.all()) {
            int left = labels + (severity.level() - 1) * columnWidth + GAP;
            font.draw(sheet, left + (columnWidth - GAP - DOT * LETTER) / 2, GAP, String.valueOf(severity.level()));
            int top = heading;
            for (Corruption corruption : Corruption.values()) {
                font.draw(sheet, GAP, top + (rowHeight - GAP - font.lineHeight()) / 2, corruption.label());
                Picture worse = seed.corrupt(input, name, new CorruptionLevel(corruption, severity));
                paste(sheet, left, top, fitted(worse, CELL));
                top += rowHeight;
            }
        }
        return sheet;
    }

    /** A picture that is not larger than a side. */
    private static Picture fitted(Picture picture, int side) {
        int longest = Math.max(picture.width(), picture.height());
        if (longest <= side) {
            return picture;
        }
        double scale = (double) side / longest;
        int width = (int) Math.max(1, Math.round(picture.width() * scale));
        int height = (int) Math.max(1, Math.round(picture.height() * scale));
        return Resampler.of(Interpolation.BICUBIC).resize(picture, width, height);
    }

    private static void paste(Picture sheet, int left, int top, Picture cell) {
        int rowBytes = Picture.CHANNELS * cell.width();
        for (int y = 0; y < cell.height(); y++) {
            int to = ((top + y) * sheet.width() + left) * Picture.CHANNELS;
            System.arraycopy(cell.rgb(), y * rowBytes, sheet.rgb(), to, rowBytes);
        }
    }
}
