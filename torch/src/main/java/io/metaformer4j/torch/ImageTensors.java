package io.metaformer4j.torch;

import static org.bytedeco.pytorch.global.torch.from_blob;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.lang.ref.Reference;
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
        try (TensorScope ignored = TensorScope.open()) { // which frees the first if the second cannot be made
            ImageTensors tensors = new ImageTensors(channels(preprocessing.mean()), channels(preprocessing.std()));
            tensors.mean.retainReference();
            tensors.std.retainReference();
            return tensors;
        }
    }

    private static Tensor channels(List<Double> values) {
        float[] scaled = new float[values.size()];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (255 * values.get(i));
        }
        return Tensors.of(scaled, 1, scaled.length, 1, 1);
    }

    /**
     * Copies a whole batch.
     *
     * @param batch the pictures, in any layout; bytes are normalised, floats are taken as they are
     * @return float32 tensor {@code [N, C, H, W]} on the CPU, owned by the open scope or the caller
     * @throws MetaFormerException if bytes have another number of channels than the statistics
     */
    public Tensor images(ImageBatch batch) {
        return images(batch, 0, batch.size());
    }

    /**
     * Copies a part of a batch.
     *
     * @param batch the pictures, in any layout; bytes are normalised, floats are taken as they are
     * @param from first picture
     * @param count number of pictures
     * @return float32 tensor {@code [count, C, H, W]} on the CPU, owned by the open scope or the caller; channels last in
     *     memory if the batch is
     * @throws IndexOutOfBoundsException if the batch has fewer pictures
     * @throws MetaFormerException if bytes have another number of channels than the statistics
     */
    public Tensor images(ImageBatch batch, int from, int count) {
        return TensorScope.scoped(() -> {
            try {
                Tensor values = view(batch, from, count);
                return batch.layout().isFloat() ? values.clone() : values;
            } finally {
                Reference.reachabilityFence(batch); // the view alone does not hold it
            }
        });
    }

    /**
     * The same without copying floats: valid as long as somebody holds the batch, beyond the tensor's last use, and nobody writes it.
     *
     * @param batch the pictures, in any layout
     * @return float32 tensor {@code [N, C, H, W]} on the CPU, owned by the open scope
     */
    Tensor view(ImageBatch batch) {
        return TensorScope.scoped(() -> view(batch, 0, batch.size()));
    }

    private Tensor view(ImageBatch batch, int from, int count) {
        Objects.checkFromIndexSize(from, count, batch.size());
        int size = batch.pictureBytes();
        BytePointer memory = new BytePointer(batch.bytes().slice(from * size, count * size));
        boolean floats = batch.layout().isFloat();
        boolean channelsLast = batch.layout().isChannelsLast();
        long[] shape = channelsLast
                ? new long[] {count, batch.height(), batch.width(), batch.channels()}
                : new long[] {count, batch.channels(), batch.height(), batch.width()};
        Tensor values = from_blob(memory, shape, new TensorOptions(floats ? ScalarType.Float : ScalarType.Byte));
        Tensor images = channelsLast ? values.permute(0, 3, 1, 2) : values;
        return floats ? images : normalized(images);
    }

    private Tensor normalized(Tensor bytes) {
        if (bytes.size(1) != mean.size(1)) {
            throw new MetaFormerException("the pictures have " + bytes.size(1) + " channels, but the model's mean and"
                    + " standard deviation have " + mean.size(1) + "; give floats that are normalised already");
        }
        return bytes.to(ScalarType.Float).sub_(mean).div_(std);
    }

    @Override
    public void close() {
        mean.close();
        std.close();
    }
}
