package io.metaformer4j.evaluation;

import static io.metaformer4j.vision.ImageBatch.Layout.FLOAT32_NCHW;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Request;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a network on input that is a tensor already, for comparisons with other implementations.
 *
 * <p>Pictures run through the network a few at a time, so that memory does not grow with their number; within float32 rounding
 * the answer to a picture does not depend on the others. Safe for concurrent use; the network stays the caller's.
 */
public final class TensorRunner {

    private static final int INPUT_DIMENSIONS = 4;

    private final Network network;

    private TensorRunner(Network network) {
        this.network = network;
    }

    /**
     * Runs a model.
     *
     * @param model the model, which stays the caller's to close
     * @return the runner
     */
    public static TensorRunner of(LoadedModel model) {
        return of(model.network());
    }

    /**
     * Runs a network.
     *
     * @param network the network, which stays the caller's to close
     * @return the runner
     */
    public static TensorRunner of(Network network) {
        return new TensorRunner(network);
    }

    /**
     * Computes the logits.
     *
     * @param input transformed pictures {@code [N, C, H, W]} of a floating point type
     * @return {@code logits}, float32 {@code [N, classes]}
     * @throws MetaFormerException if the input is no such tensor, or the network has no classifier or refuses the size
     */
    public Map<String, WeightTensor> run(WeightTensor input) {
        return run(input, Request.LOGITS);
    }

    /**
     * Computes everything.
     *
     * @param input transformed pictures {@code [N, C, H, W]} of a floating point type
     * @return {@code logits} {@code [N, classes]}, {@code stage0}, {@code stage1}, … {@code [N, C, H, W]} and {@code pooled}
     *     {@code [N, C]}, all float32; feature backbones have only the stages
     * @throws MetaFormerException if the input is no such tensor, or the network refuses the size
     */
    public Map<String, WeightTensor> runWithFeatures(WeightTensor input) {
        return run(input, Request.everything(network.architecture()));
    }

    private Map<String, WeightTensor> run(WeightTensor input, Request request) {
        int[] shape = requireImages(input);
        FloatBuffer values =
                input.dtype() == DType.F32 ? input.bytes().asFloatBuffer() : FloatBuffer.wrap(input.toFloats());
        int each = shape[1] * shape[2] * shape[3];
        int atOnce = Math.min(shape[0], PictureFeed.picturesAtOnce(shape[2], shape[3]));
        ImageBatch batch = ImageBatch.allocate(FLOAT32_NCHW, atOnce, shape[1], shape[2], shape[3]);
        Map<String, Collected> outputs = new LinkedHashMap<>();
        for (int from = 0; from < shape[0]; from += atOnce) {
            int count = Math.min(atOnce, shape[0] - from);
            batch.floats().put(values.slice(from * each, count * each));
            network.run(batch.first(count), request).values().forEach((output, array) -> outputs.computeIfAbsent(
                            output.name(), name -> new Collected(name, array, shape[0]))
                    .add(array));
        }
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        outputs.forEach((name, output) -> tensors.put(name, output.tensor()));
        return tensors;
    }

    private int[] requireImages(WeightTensor input) {
        long[] shape = input.shape();
        int channels = network.architecture().inputChannels();
        boolean fits =
                input.dtype().isFloating() && shape.length == INPUT_DIMENSIONS && shape[0] > 0 && shape[1] == channels;
        if (!fits) {
            throw new MetaFormerException("the input is a " + input + " tensor; it must be of a float type, [N, "
                    + channels + ", H, W], with at least one picture");
        }
        int[] sides = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
        network.architecture().featureMaps(sides[2], sides[3]);
        return sides;
    }

    /** The output of all pictures, filled part by part. */
    private static final class Collected {

        private final long[] shape;
        private final ByteBuffer bytes;
        private final FloatBuffer values;

        Collected(String name, FloatArray first, int pictures) {
            shape = first.shape().stream().mapToLong(Integer::longValue).toArray();
            long each = first.values().length / shape[0];
            shape[0] = pictures;
            long total = each * pictures * Float.BYTES;
            if (total > Integer.MAX_VALUE) {
                throw new MetaFormerException("output " + name + " of " + pictures + " pictures would have " + total
                        + " bytes; a single tensor may have at most 2 GiB, so give fewer pictures");
            }
            bytes = ByteBuffer.allocateDirect((int) total).order(ByteOrder.LITTLE_ENDIAN);
            values = bytes.asFloatBuffer();
        }

        void add(FloatArray part) {
            values.put(part.values());
        }

        WeightTensor tensor() {
            return WeightTensor.of(DType.F32, bytes, shape);
        }
    }
}
