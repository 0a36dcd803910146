package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
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
            case FLOAT32_NCHW -> writeFloats(picture, batch, index, workspace.values(batch.pictureValues()));
        }
    }

    private void writeFloats(Picture picture, ImageBatch batch, int index, float[] values) {
        byte[] rgb = picture.rgb();
        int plane = picture.width() * picture.height();
        float[] red = table[0];
        float[] green = table[1];
        float[] blue = table[2];
        for (int i = 0, at = 0; i < plane; i++, at += Picture.CHANNELS) {
            values[i] = red[rgb[at] & 0xff];
            values[plane + i] = green[rgb[at + 1] & 0xff];
            values[2 * plane + i] = blue[rgb[at + 2] & 0xff];
        }
        batch.putFloats(index, 0, values, 0, Picture.CHANNELS * plane);
    }
}
