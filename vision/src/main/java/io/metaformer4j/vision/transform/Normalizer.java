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
final class Normalizer {

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
    static Normalizer of(List<Double> mean, List<Double> std) {
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
    void write(Picture picture, ImageBatch batch, int index, TransformWorkspace workspace) {
        if (picture.width() != batch.width() || picture.height() != batch.height()) {
            throw new IllegalArgumentException(picture + " does not fit into " + batch);
        }
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
        int values = Picture.CHANNELS * width;
        boolean together = batch.layout().isChannelsLast();
        if (batch.layout().isFloat()) {
            float[] floats = workspace.floats(values);
            return (y, row) -> {
                normalize(row, floats, width, together);
                for (int c = 0; c < (together ? 1 : Picture.CHANNELS); c++) {
                    batch.putFloats(index, at(batch, place, y, c), floats, c * width, together ? values : width);
                }
            };
        }
        byte[] bytes = workspace.bytes(values);
        return (y, row) -> {
            arrange(row, bytes, width, together);
            for (int c = 0; c < (together ? 1 : Picture.CHANNELS); c++) {
                batch.putBytes(index, at(batch, place, y, c), bytes, c * width, together ? values : width);
            }
        };
    }

    /** Where the first value of a row lies inside its picture, or that of a channel's row if each channel is a plane. */
    private static int at(ImageBatch batch, Region place, int y, int channel) {
        return batch.layout().isChannelsLast()
                ? ((place.y() + y) * batch.width() + place.x()) * Picture.CHANNELS
                : (channel * batch.height() + place.y() + y) * batch.width() + place.x();
    }

    private static void arrange(int[] row, byte[] bytes, int width, boolean together) {
        int next = together ? Picture.CHANNELS : 1; // from a value to the same channel of the next pixel
        int plane = together ? 1 : width;
        for (int x = 0, from = 0; x < width; x++, from += Picture.CHANNELS) {
            bytes[x * next] = (byte) row[from];
            bytes[x * next + plane] = (byte) row[from + 1];
            bytes[x * next + 2 * plane] = (byte) row[from + 2];
        }
    }

    private void normalize(int[] row, float[] floats, int width, boolean together) {
        int next = together ? Picture.CHANNELS : 1;
        int plane = together ? 1 : width;
        float[] red = table[0];
        float[] green = table[1];
        float[] blue = table[2];
        for (int x = 0, from = 0; x < width; x++, from += Picture.CHANNELS) {
            floats[x * next] = red[row[from]];
            floats[x * next + plane] = green[row[from + 1]];
            floats[x * next + 2 * plane] = blue[row[from + 2]];
        }
    }
}
