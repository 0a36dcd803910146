package io.metaformer4j.cli.explain;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.resample.Resampler;
import io.metaformer4j.zoo.Interpolation;
import java.util.ArrayList;
import java.util.List;

/** Pictures with what is said of them, side by side; every photograph begins a new row with itself. */
final class HeatMapGrid {

    /** Longest side of a picture in the grid. */
    private static final int CELL = 256;

    private static final int GAP = 12;

    /** Pictures beside each other at most; more are continued below, in rows of about the same length. */
    private static final int MOST_COLUMNS = 8;

    private static final int DOT = 2;
    private static final int WHITE = 255;

    private final PixelFont font = PixelFont.of(DOT);
    private final List<List<Cell>> photographs = new ArrayList<>();

    /** A picture and the lines below it. */
    private record Cell(Picture picture, List<String> caption) {}

    /** Begins the rows of a photograph. */
    void begin(Picture photograph, String name) {
        photographs.add(new ArrayList<>());
        add(photograph, List.of(name));
    }

    /**
     * Adds a picture to the current photograph.
     *
     * @param picture the picture, of any size
     * @param caption what is said of it, one thing in a line, which is broken where it is too long
     */
    void add(Picture picture, List<String> caption) {
        List<String> lines = caption.stream()
                .flatMap(text -> font.lines(text, CELL).stream())
                .toList();
        photographs.get(photographs.size() - 1).add(new Cell(scaled(picture), lines));
    }

    /** A picture whose longer side is that of a cell. */
    static Picture scaled(Picture picture) {
        double scale = (double) CELL / Math.max(picture.width(), picture.height());
        int width = (int) Math.max(1, Math.round(picture.width() * scale));
        int height = (int) Math.max(1, Math.round(picture.height() * scale));
        return width == picture.width() && height == picture.height()
                ? picture
                : Resampler.of(Interpolation.BICUBIC).resize(picture, width, height);
    }

    /** The whole grid. */
    Picture draw() {
        List<List<Cell>> rows =
                photographs.stream().flatMap(cells -> balanced(cells).stream()).toList();
        int columns = rows.stream().mapToInt(List::size).max().orElse(1);
        int height = GAP + rows.stream().mapToInt(row -> height(row) + GAP).sum();
        Picture grid = Picture.filled(GAP + columns * (CELL + GAP), height, WHITE, WHITE, WHITE);
        int top = GAP;
        for (List<Cell> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                draw(grid, GAP + i * (CELL + GAP), top, pictureHeight(row), row.get(i));
            }
            top += height(row) + GAP;
        }
        return grid;
    }

    /** As few rows as hold all cells, of which only the last is shorter. */
    private static List<List<Cell>> balanced(List<Cell> cells) {
        int lines = (cells.size() + MOST_COLUMNS - 1) / MOST_COLUMNS;
        int columns = (cells.size() + lines - 1) / lines;
        List<List<Cell>> rows = new ArrayList<>();
        for (int first = 0; first < cells.size(); first += columns) {
            rows.add(cells.subList(first, Math.min(cells.size(), first + columns)));
        }
        return rows;
    }

    private int height(List<Cell> row) {
        int lines = row.stream().mapToInt(cell -> cell.caption().size()).max().orElse(0);
        return pictureHeight(row) + GAP / 2 + lines * font.lineHeight();
    }

    private static int pictureHeight(List<Cell> row) {
        return row.stream().mapToInt(cell -> cell.picture().height()).max().orElse(0);
    }

    private void draw(Picture grid, int left, int top, int captionBelow, Cell cell) {
        Picture picture = cell.picture();
        int rowBytes = Picture.CHANNELS * picture.width();
        for (int y = 0; y < picture.height(); y++) {
            int to = ((top + y) * grid.width() + left) * Picture.CHANNELS;
            System.arraycopy(picture.rgb(), y * rowBytes, grid.rgb(), to, rowBytes);
        }
        int line = top + captionBelow + GAP / 2;
        for (String text : cell.caption()) {
            font.draw(grid, left, line, text);
            line += font.lineHeight();
        }
    }
}
