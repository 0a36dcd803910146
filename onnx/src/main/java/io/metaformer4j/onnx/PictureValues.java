package io.metaformer4j.onnx;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** Batches of every layout as normalised planes. Immutable and safe for concurrent use. */
final class PictureValues {

    private static final int BYTE_VALUES = 256;

    /** What each byte of each channel becomes. */
    private final float[][] normalized;

    PictureValues(Preprocessing preprocessing) {
        this.normalized = new float[preprocessing.channels()][BYTE_VALUES];
        for (int c = 0; c < normalized.length; c++) {
            float mean = (float) (255 * preprocessing.mean().get(c));
            float deviation = (float) (255 * preprocessing.std().get(c));
            for (int value = 0; value < BYTE_VALUES; value++) {
                normalized[c][value] = (value - mean) / deviation;
            }
        }
    }

    /**
     * The values as {@code [N, C, H, W]}.
     *
     * @return a direct buffer at position 0; that of the batch itself if it lies so already, which is only to be read
     * @throws MetaFormerException if bytes have another number of channels than the statistics
     */
    FloatBuffer planes(ImageBatch batch) {
        ImageBatch.Layout layout = batch.layout();
        if (layout == ImageBatch.Layout.FLOAT32_NCHW) {
            return batch.floats();
        }
        if (!layout.isFloat() && batch.channels() != normalized.length) {
            throw new MetaFormerException("the pictures have " + batch.channels()
                    + " channels, but the model's mean and" + " standard deviation have " + normalized.length
                    + "; give floats that are normalised already");
        }
        FloatBuffer planes = ByteBuffer.allocateDirect(batch.size() * batch.pictureValues() * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        FloatBuffer floats = layout.isFloat() ? batch.floats() : null;
        ByteBuffer bytes = batch.bytes();
        int channels = batch.channels();
        int positions = batch.height() * batch.width();
        int channelStep = layout.isChannelsLast() ? 1 : positions;
        int positionStep = layout.isChannelsLast() ? channels : 1;
        for (int n = 0; n < batch.size(); n++) {
            for (int c = 0; c < channels; c++) {
                int from = n * channels * positions + c * channelStep;
                for (int p = 0; p < positions; p++) {
                    int at = from + p * positionStep;
                    planes.put(floats == null ? normalized[c][bytes.get(at) & 0xff] : floats.get(at));
                }
            }
        }
        return planes.flip();
    }

    /** The same in memory of its own. */
    FloatArray plain(FloatBuffer planes, ImageBatch batch) {
        float[] values = new float[planes.remaining()];
        planes.duplicate().get(values);
        return FloatArray.of(values, List.of(batch.size(), batch.channels(), batch.height(), batch.width()));
    }
}
