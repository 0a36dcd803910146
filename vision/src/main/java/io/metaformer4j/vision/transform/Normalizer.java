package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.resample.RowSink;
import java.util.List;

/**
 * Writes pictures into batches: bytes as they are, or floats {@code (value / 255 - mean) / std} computed in 32 bits as
 * torchvision's {@code ToTensor} and {@code Normalize} do.
 *
 * <p>Immutable and safe for concurrent use; workspaces are not.
 */
public final class Normalizer {

    private final float[][] table = new float[Picture.CHANNELS][256];

    private Normalizer(List<Double> mean, List<Double> std) {
        for (int c = 0; c < Picture.CHANNELS; c++) {
            float channelMean = mean.get(c).floatValue();
            float channelStd = std.get(c).floatValue();
            for (int value = 0; value < 256; value++) {
                table[c][value] = (value / 255f - channelMean) / channelStd;
            }
        }
    }

    /**
     * Creates a normalizer.
     *
     * @param mean mean of the red, green and blue values, each scaled to 0..1
     * @param std standard deviation of the red, green and blue values, each scaled to 0..1
     * @return the normalizer
     */
    public static Normalizer of(List<Double> mean, List<Double> std) {
        return new Normalizer(mean, std);
    }

    /**
     * Writes a picture into a batch.
     *
     * @param picture the picture, of the batch's size
     * @param batch the batch
     * @param index which picture of the batch to write
     * @param workspace memory to compute in
     * @throws IllegalArgumentException if the sizes differ
     */
    public void write(Picture picture, ImageBatch batch, int index, TransformWorkspace workspace) {
        if (picture.width() != batch.width() || picture.height() != batch.height()) {
            throw new IllegalArgumentException(picture + " does not fit into " + batch);
        }
        switch (batch.layout()) {
            case UINT8_NHWC -> batch.putBytes(index, 0, picture.rgb(), 0, picture.byteCount());
            case FLOAT32_NCHW -> writeFloats(picture, batch, index, workspace);
        }
    }

    private void writeFloats(Picture picture, ImageBatch batch, int index, TransformWorkspace workspace) {
        int rowValues = Picture.CHANNELS * picture.width();
        RowSink rows = rows(batch, index, new Region(0, 0, picture.width(), picture.height()), workspace);
        int[] row = workspace.row(rowValues);
        byte[] rgb = picture.rgb();
        for (int y = 0; y < picture.height(); y++) {
            int at = y * rowValues;
            for (int i = 0; i < rowValues; i++) {
                row[i] = rgb[at + i] & 0xff;
            }
            rows.row(y, row);
        }
    }

    /**
     * Writes a picture into a batch row by row.
     *
     * @param batch the batch
     * @param index which picture of the batch to write
     * @param place the part of the picture that the rows cover
     * @param workspace memory to compute in, until the last row is written
     * @return what takes the rows
     */
    RowSink rows(ImageBatch batch, int index, Region place, TransformWorkspace workspace) {
        int width = place.width();
        return switch (batch.layout()) {
            case UINT8_NHWC -> {
                byte[] bytes = workspace.bytes(Picture.CHANNELS * width);
                yield (y, values) -> {
                    for (int i = 0; i < Picture.CHANNELS * width; i++) {
                        bytes[i] = (byte) values[i];
                    }
                    int at = ((place.y() + y) * batch.width() + place.x()) * Picture.CHANNELS;
                    batch.putBytes(index, at, bytes, 0, Picture.CHANNELS * width);
                };
            }
            case FLOAT32_NCHW -> {
                float[] floats = workspace.floats(Picture.CHANNELS * width);
                yield (y, values) -> {
                    normalize(values, floats, width);
                    for (int c = 0; c < Picture.CHANNELS; c++) {
                        int at = (c * batch.height() + place.y() + y) * batch.width() + place.x();
                        batch.putFloats(index, at, floats, c * width, width);
                    }
                };
            }
        };
    }

    private void normalize(int[] values, float[] floats, int width) {
        float[] red = table[0];
        float[] green = table[1];
        float[] blue = table[2];
        for (int x = 0, at = 0; x < width; x++, at += Picture.CHANNELS) {
            floats[x] = red[values[at]];
            floats[width + x] = green[values[at + 1]];
            floats[2 * width + x] = blue[values[at + 2]];
        }
    }
}
