package io.metaformer4j.vision.corruption.field;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.operation.Canvas;

/**
 * The size of something that is read row by row: {@code [H, W, C]}, channels interleaved.
 *
 * @param width places of a row
 * @param height rows
 * @param channels numbers at a place
 */
public record RowShape(int width, int height, int channels) {

    /**
     * The size of a picture.
     *
     * @param canvas holds the picture
     * @return its size, with three channels
     */
    public static RowShape of(Canvas canvas) {
        return new RowShape(canvas.width(), canvas.height(), Picture.CHANNELS);
    }

    /**
     * The length of a row.
     *
     * @return numbers in a row
     */
    public int values() {
        return width * channels;
    }
}
