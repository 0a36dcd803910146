package io.metaformer4j.evaluation;

import io.metaformer4j.torch.NetworkOutputs;
import io.metaformer4j.torch.TensorScope;
import io.metaformer4j.torch.Tensors;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.Head;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Runs a network without recording gradients; numbers go in and come out as plain arrays. Safe for concurrent use. */
final class Inference {

    static final String LOGITS = "logits";
    static final String POOLED = "pooled";
    static final String STAGE = "stage";

    /** Pixels that run through the network at a time: 16 pictures of 224x224 keep every core busy in little memory. */
    private static final int PIXELS_AT_ONCE = 16 * 224 * 224;

    private static final int PICTURES_AT_ONCE = 256;

    private final TorchNetwork network;

    Inference(TorchNetwork network) {
        this.network = network;
    }

    /** How many pictures of a size should run through the network at a time. */
    static int picturesAtOnce(int height, int width) {
        long fitting = PIXELS_AT_ONCE / ((long) height * width);
        return (int) Math.max(1, Math.min(PICTURES_AT_ONCE, fitting));
    }

    /** Refuses networks without a classifier. */
    void requireClassifier() {
        if (network.architecture().head() instanceof Head.Features) {
            throw new MetaFormerException(
                    "the model is a feature backbone without a classifier; extract features from it, or use the"
                            + " classification model of the same name");
        }
    }

    /** Logits {@code [N, classes]} of a float batch. */
    float[] logits(ImageBatch batch) {
        return withoutGradients(() -> Tensors.toFloats(network.forward(
                tensor(batch.floats(), batch.size(), batch.channels(), batch.height(), batch.width()))));
    }

    /** The logits of a batch {@code [N, C, H, W]} under their name. */
    Map<String, Feature> logits(FloatBuffer images, int... shape) {
        return withoutGradients(() -> Map.of(LOGITS, feature(network.forward(tensor(images, shape)))));
    }

    /** Maps of the stages, pooled vectors and logits of a batch {@code [N, C, H, W]}; backbones have only maps. */
    Map<String, Feature> everything(FloatBuffer images, int... shape) {
        return withoutGradients(() -> {
            NetworkOutputs outputs = network.outputs(tensor(images, shape));
            Map<String, Feature> named = new LinkedHashMap<>();
            outputs.logits().ifPresent(logits -> named.put(LOGITS, feature(logits)));
            for (int i = 0; i < outputs.features().size(); i++) {
                named.put(STAGE + i, feature(outputs.features().get(i)));
            }
            outputs.pooled().ifPresent(pooled -> named.put(POOLED, feature(pooled)));
            return named;
        });
    }

    private static Tensor tensor(FloatBuffer images, int... shape) {
        return Tensors.of(images, Arrays.stream(shape).asLongStream().toArray());
    }

    private static Feature feature(Tensor tensor) {
        List<Integer> shape =
                Arrays.stream(tensor.shape()).mapToObj(Math::toIntExact).toList();
        return new Feature(shape, Tensors.toFloats(tensor));
    }

    @SuppressWarnings("try") // scope and guard are only held
    private static <T> T withoutGradients(Supplier<T> body) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard guard = new NoGradGuard()) {
            return body.get();
        }
    }
}
