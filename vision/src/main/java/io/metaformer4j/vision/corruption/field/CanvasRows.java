package io.metaformer4j.vision.corruption.field;

import io.metaformer4j.vision.operation.Canvas;

/**
 * The rows of a picture as numbers, and numbers as the rows of its successor: what is written goes to the canvas's scratch
 * memory, so that rows can be read again; {@link Canvas#swap()} makes it the picture.
 */
public final class CanvasRows implements RowSource {

    private final Canvas canvas;
    private final double[] levels;
    private final int values;

    private CanvasRows(Canvas canvas, double divisor) {
        this.canvas = canvas;
        this.levels = UnitRange.levels(divisor);
        this.values = RowShape.of(canvas).values();
    }

    /**
     * Rows of numbers from 0 to 1.
     *
     * @param canvas the picture
     * @return its rows
     */
    public static CanvasRows ofUnits(Canvas canvas) {
        return new CanvasRows(canvas, 255);
    }

    /**
     * Rows of the values as they are.
     *
     * @param canvas the picture
     * @return its rows
     */
    public static CanvasRows ofValues(Canvas canvas) {
        return new CanvasRows(canvas, 1);
    }

    @Override
    public void read(int y, double[] row, int at) {
        byte[] rgb = canvas.rgb();
        int base = y * values;
        for (int i = 0; i < values; i++) {
            row[at + i] = levels[rgb[base + i] & 0xff];
        }
    }

    /**
     * Writes a row of numbers from 0 to 1, as {@link UnitRange#toByte} does.
     *
     * @param y which row
     * @param row begins with its numbers
     */
    public void writeUnits(int y, double[] row) {
        byte[] scratch = canvas.scratch();
        int base = y * values;
        for (int i = 0; i < values; i++) {
            scratch[base + i] = UnitRange.toByte(row[i]);
        }
    }

    /**
     * Writes a row of values, clipped to 0..255 and truncated.
     *
     * @param y which row
     * @param row begins with its values
     */
    public void writeValues(int y, double[] row) {
        byte[] scratch = canvas.scratch();
        int base = y * values;
        for (int i = 0; i < values; i++) {
            scratch[base + i] = (byte) (int) Math.max(0, Math.min(255, row[i]));
        }
    }
}
