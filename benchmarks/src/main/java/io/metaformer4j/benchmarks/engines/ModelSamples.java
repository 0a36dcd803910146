package io.metaformer4j.benchmarks.engines;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.weights.load.WeightsLoader;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A network's weights, and pictures for it.
 *
 * @param architecture the network
 * @param tensors its weights by canonical name
 * @param weights file of them
 * @param images normalised pictures {@code [N, 3, 224, 224]}
 * @param logits what the reference answers; empty if there is none
 */
public record ModelSamples(
        Architecture architecture,
        Map<String, WeightTensor> tensors,
        Path weights,
        ImageBatch images,
        Optional<float[]> logits) {

    private static final int SIDE = 224;

    /**
     * Reads what a peer has written.
     *
     * @param architecture the network
     * @param weights file of weights in any naming
     * @param inputs file of pictures and their logits
     * @return the samples
     */
    public static ModelSamples read(Architecture architecture, Path weights, Path inputs) throws IOException {
        Checkpoint samples = Checkpoints.open(inputs);
        float[] logits = samples.tensors().get("logits").toFloats();
        WeightTensor pictures = samples.tensors().get("input");
        return new ModelSamples(
                architecture,
                WeightsLoader.of(architecture).load(Checkpoints.open(weights)).tensors(),
                weights,
                batch(pictures.toFloats(), (int) pictures.shape()[0]),
                Optional.of(logits));
    }

    /**
     * Draws weights in which every factor and shift matters, and pictures.
     *
     * @param architecture the network
     * @param pictures number of pictures
     * @param seed decides all numbers
     * @param weights where to write the weights
     * @return the samples
     */
    public static ModelSamples drawn(Architecture architecture, int pictures, long seed, Path weights)
            throws IOException {
        Random random = new Random(seed);
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        new InitialWeights(seed)
                .draw(architecture)
                .forEach((name, tensor) -> tensors.put(name, varied(name, tensor, random)));
        SafetensorsWriter.write(weights, tensors, Map.of());
        float[] values = new float[pictures * 3 * SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new ModelSamples(architecture, tensors, weights, batch(values, pictures), Optional.empty());
    }

    /** Fresh factors are 1 or nearly 0 and fresh shifts 0, behind which a wrong block would not be seen. */
    private static WeightTensor varied(String name, WeightTensor tensor, Random random) {
        if (!tensor.dtype().isFloating() || tensor.elementCount() > tensor.shape()[0]) {
            return tensor;
        }
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = name.endsWith("bias") ? 0.2f * random.nextFloat() - 0.1f : 0.3f + 0.4f * random.nextFloat();
        }
        return WeightTensor.ofFloats(values, tensor.shape());
    }

    private static ImageBatch batch(float[] values, int pictures) {
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NCHW, pictures, SIDE, SIDE);
        int each = batch.pictureValues();
        for (int i = 0; i < pictures; i++) {
            batch.putFloats(i, 0, values, i * each, each);
        }
        return batch;
    }

    /**
     * The first pictures.
     *
     * @param count how many
     * @return a view of them
     */
    public ImageBatch pictures(int count) {
        return images.first(count);
    }
}
