package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.operation.pixel.ColorEnhancement;
import io.metaformer4j.vision.resample.RowSink;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;

/**
 * Writes pictures into batches: bytes as they are, or floats {@code (value / 255 - mean) / std} computed in 32 bits as
 * torchvision's {@code ToTensor} and {@code Normalize} do. With statistics of one channel it writes the luma of each pixel,
 * which of a gray one is its value.
 *
 * <p>Immutable and safe for concurrent use; workspaces are not.
 */
final class Normalizer {

    private final int channels;
    private final float[][] table;

    private Normalizer(List<Double> mean, List<Double> std) {
        this.channels = mean.size();
        this.table = new float[channels][256];
        for (int c = 0; c < channels; c++) {
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
     * @param input mean and standard deviation of each channel
     * @return the normalizer
     * @throws MetaFormerException if the channels are neither colours nor one for shades of gray
     */
    static Normalizer of(Preprocessing input) {
        if (input.channels() != 1 && input.channels() != Picture.CHANNELS) {
            throw new MetaFormerException("the network takes input of " + input.channels()
                    + " channels, but pictures have " + Picture.CHANNELS
                    + ", red, green and blue, or are shades of gray, with 1; give it tensors");
        }
        return new Normalizer(input.mean(), input.std());
    }

    /** How many channels the pictures of the batches have: 1 for shades of gray, 3 for colours. */
    int channels() {
        return channels;
    }

    boolean isGray() {
        return channels == 1;
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
        int values = channels * width;
        boolean together = batch.layout().isChannelsLast();
        if (batch.layout().isFloat()) {
            float[] floats = workspace.floats(values);
            return (y, row) -> {
                normalize(row, floats, width, together);
                for (int c = 0; c < (together ? 1 : channels); c++) {
                    batch.putFloats(index, at(batch, place, y, c), floats, c * width, together ? values : width);
                }
            };
        }
        byte[] bytes = workspace.bytes(values);
        return (y, row) -> {
            arrange(row, bytes, width, together);
            for (int c = 0; c < (together ? 1 : channels); c++) {
                batch.putBytes(index, at(batch, place, y, c), bytes, c * width, together ? values : width);
            }
        };
    }

    /** Where the first value of a row lies inside its picture, or that of a channel's row if each channel is a plane. */
    private int at(ImageBatch batch, Region place, int y, int channel) {
        return batch.layout().isChannelsLast()
                ? ((place.y() + y) * batch.width() + place.x()) * channels
                : (channel * batch.height() + place.y() + y) * batch.width() + place.x();
    }

    private void arrange(int[] row, byte[] bytes, int width, boolean together) {
        if (isGray()) {
            for (int x = 0; x < width; x++) {
                bytes[x] = (byte) gray(row, x);
            }
            return;
        }
        int next = together ? Picture.CHANNELS : 1; // from a value to the same channel of the next pixel
        int plane = together ? 1 : width;
        for (int x = 0, from = 0; x < width; x++, from += Picture.CHANNELS) {
            bytes[x * next] = (byte) row[from];
            bytes[x * next + plane] = (byte) row[from + 1];
            bytes[x * next + 2 * plane] = (byte) row[from + 2];
        }
    }

    private void normalize(int[] row, float[] floats, int width, boolean together) {
        if (isGray()) {
            for (int x = 0; x < width; x++) {
                floats[x] = table[0][gray(row, x)];
            }
            return;
        }
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

    private static int gray(int[] row, int x) {
        int at = x * Picture.CHANNELS;
        return ColorEnhancement.luma(row[at], row[at + 1], row[at + 2]);
    }
}
