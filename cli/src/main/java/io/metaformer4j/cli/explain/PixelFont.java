package io.metaformer4j.cli.explain;

import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.vision.Picture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Letters of 5x8 dots for labels in pictures. They come with the program, because a machine without a desktop need not have
 * any font. Each line of the file is a character, a blank, and the dots of its rows in hexadecimal digits, the leftmost
 * highest.
 */
public final class PixelFont {

    private static final int ROWS = 8;
    private static final int COLUMNS = 5;

    /** Dots from one character to the next. */
    private static final int ADVANCE = COLUMNS + 1;

    /** Dots from one line to the next. */
    private static final int LEADING = ROWS + 3;

    private static final int HEXADECIMAL = 16;

    /** What stands for characters that the font lacks. */
    private static final String PARTING = "/\\_-.";

    private static final char UNKNOWN = '?';

    private final Map<Character, int[]> glyphs = new HashMap<>();
    private final int scale;

    private PixelFont(int scale) {
        this.scale = scale;
    }

    /**
     * The letters.
     *
     * @param scale pixels of a dot
     * @return the font
     */
    public static PixelFont of(int scale) {
        PixelFont font = new PixelFont(scale);
        Html.resource(PixelFont.class, "glyphs.txt").lines().forEach(line -> {
            int[] rows = new int[ROWS];
            for (int row = 0; row < ROWS; row++) {
                rows[row] = Integer.parseInt(line, 2 + 2 * row, 4 + 2 * row, HEXADECIMAL);
            }
            font.glyphs.put(line.charAt(0), rows);
        });
        return font;
    }

    /**
     * The height of a line.
     *
     * @return pixels from one line to the next
     */
    public int lineHeight() {
        return LEADING * scale;
    }

    /** Breaks a text into lines that are not wider than this, between words where that is possible. */
    List<String> lines(String text, int width) {
        int most = Math.max(1, (width / scale + 1) / ADVANCE);
        List<String> lines = new ArrayList<>();
        String rest = text.strip();
        while (rest.length() > most) {
            int end = breakOf(rest, most);
            lines.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        lines.add(rest);
        return lines;
    }

    /** Where the first line of a text ends: at a blank, else behind a mark that parts names behind the first third of the line, else where it is full. */
    private static int breakOf(String text, int most) {
        int blank = text.lastIndexOf(' ', most);
        if (blank > 0) {
            return blank;
        }
        int end = most;
        while (end > most / 3 && PARTING.indexOf(text.charAt(end - 1)) < 0) {
            end--;
        }
        return end > most / 3 ? end : most;
    }

    /**
     * Writes a line in black; what does not fit into the picture is left out.
     *
     * @param picture is written on
     * @param left column of the first dot in pixels
     * @param top row of the highest dots in pixels
     * @param line the text
     */
    public void draw(Picture picture, int left, int top, String line) {
        for (int i = 0; i < line.length(); i++) {
            int[] rows = glyphs.getOrDefault(line.charAt(i), glyphs.get(UNKNOWN));
            for (int row = 0; row < ROWS; row++) {
                for (int column = 0; column < COLUMNS; column++) {
                    if ((rows[row] >> (COLUMNS - 1 - column) & 1) == 1) {
                        dot(picture, left + (i * ADVANCE + column) * scale, top + row * scale);
                    }
                }
            }
        }
    }

    private void dot(Picture picture, int left, int top) {
        for (int y = Math.max(top, 0); y < Math.min(top + scale, picture.height()); y++) {
            for (int x = Math.max(left, 0); x < Math.min(left + scale, picture.width()); x++) {
                int at = (y * picture.width() + x) * Picture.CHANNELS;
                for (int channel = 0; channel < Picture.CHANNELS; channel++) {
                    picture.rgb()[at + channel] = 0;
                }
            }
        }
    }
}
