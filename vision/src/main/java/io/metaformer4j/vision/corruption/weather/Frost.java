package io.metaformer4j.vision.corruption.weather;

import io.metaformer4j.vision.corruption.field.RowShape;
import io.metaformer4j.vision.corruption.field.RowSource;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's frost: a weighted sum of the picture and one of ice. The reference cuts a random part out of one of five
 * photographs; here ice is drawn, see {@link IceTexture}, so that weights are the same and pictures are not.
 *
 * @param picture weight of the picture
 * @param ice weight of the ice
 */
public record Frost(double picture, double ice) implements PictureOperation {

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        blend(canvas, IceTexture.draw(canvas.width(), canvas.height(), random));
    }

    /**
     * Adds ice to a picture.
     *
     * @param canvas the picture
     * @param texture rows of the canvas's size, values from 0 to 255
     */
    void blend(Canvas canvas, RowSource texture) {
        byte[] rgb = canvas.rgb();
        double[] row = new double[RowShape.of(canvas).values()];
        for (int y = 0; y < canvas.height(); y++) {
            texture.read(y, row, 0);
            int at = y * row.length;
            for (int i = 0; i < row.length; i++) {
                double sum = picture * (rgb[at + i] & 0xff) + ice * row[i];
                rgb[at + i] = (byte) (int) Math.max(0, Math.min(255, sum));
            }
        }
    }
}
