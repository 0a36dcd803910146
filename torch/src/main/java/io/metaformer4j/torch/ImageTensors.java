package io.metaformer4j.torch;

import static org.bytedeco.pytorch.global.torch.from_blob;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Turns batches of pictures into tensors. Owns two small tensors until it is closed; safe for concurrent use.
 */
public final class ImageTensors implements AutoCloseable {

    private final Tensor mean;
    private final Tensor std;

    private ImageTensors(Tensor mean, Tensor std) {
        this.mean = mean;
        this.std = std;
    }

    /**
     * Prepares the conversion for a model.
     *
     * @param preprocessing mean and standard deviation of the channels, with which pictures that are still bytes are
     *     normalised
     * @return the converter
     */
    public static ImageTensors of(Preprocessing preprocessing) {
        return new ImageTensors(channels(preprocessing.mean()), channels(preprocessing.std()));
    }

    private static Tensor channels(List<Double> values) {
        float[] scaled = new float[values.size()];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (255 * values.get(i));
        }
        Tensor tensor = Tensors.of(scaled, 1, scaled.length, 1, 1);
        tensor.retainReference();
        return tensor;
    }

    /**
     * Copies a whole batch.
     *
     * @param batch the pictures; bytes are normalised, floats are taken as they are
     * @return float32 tensor {@code [N, 3, H, W]} on the CPU, owned by the open scope or the caller
     */
    public Tensor images(ImageBatch batch) {
        return images(batch, 0, batch.size());
    }

    /**
     * Copies a part of a batch.
     *
     * @param batch the pictures; bytes are normalised, floats are taken as they are
     * @param from first picture
     * @param count number of pictures
     * @return float32 tensor {@code [count, 3, H, W]} on the CPU, owned by the open scope or the caller; channels last in
     *     memory if the batch is
     * @throws IndexOutOfBoundsException if the batch has fewer pictures
     */
    public Tensor images(ImageBatch batch, int from, int count) {
        Objects.checkFromIndexSize(from, count, batch.size());
        if (batch.layout() == ImageBatch.Layout.FLOAT32_NCHW) {
            int values = batch.pictureValues();
            return Tensors.of(
                    batch.floats().slice(from * values, count * values),
                    count,
                    batch.channels(),
                    batch.height(),
                    batch.width());
        }
        return TensorScope.scoped(() -> {
            int size = batch.pictureBytes();
            BytePointer memory = new BytePointer(batch.bytes().slice(from * size, count * size));
            long[] shape = {count, batch.height(), batch.width(), batch.channels()};
            Tensor bytes = from_blob(memory, shape, new TensorOptions(ScalarType.Byte));
            return bytes.permute(0, 3, 1, 2).to(ScalarType.Float).sub_(mean).div_(std);
        });
    }

    @Override
    public void close() {
        mean.close();
        std.close();
    }
}
