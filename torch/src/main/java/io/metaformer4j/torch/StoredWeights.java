package io.metaformer4j.torch;

import static org.bytedeco.pytorch.global.torch.empty;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.ParameterSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Carries weights between files and native memory. */
final class StoredWeights {

    private final Map<String, WeightTensor> tensors;

    StoredWeights(Map<String, WeightTensor> tensors) {
        this.tensors = tensors;
    }

    /** A new native tensor with the values of a stored one, owned by the open scope. */
    Tensor read(ParameterSpec spec) {
        WeightTensor stored = tensors.get(spec.name());
        if (stored == null) {
            throw new MetaFormerException(
                    "the weights have no tensor '" + spec.name() + "', which the network needs as " + spec.shape()
                            + "; convert them to canonical names first, or use another model's weights");
        }
        long[] expected = spec.shape().stream().mapToLong(Integer::longValue).toArray();
        if (!Arrays.equals(expected, stored.shape())) {
            throw new MetaFormerException("tensor " + spec.name() + " of the weights has shape "
                    + Arrays.toString(stored.shape()) + ", but the network expects " + spec.shape());
        }
        if (spec.kind() == ParameterSpec.Kind.COUNTER) {
            WeightTensor counter = stored.dtype().isFloating() ? ofRounded(stored) : stored;
            return nativeCopy(WeightTensor.ofLongs(counter.toLongs(), stored.shape()), ScalarType.Long);
        }
        return switch (stored.dtype()) {
            case F16 -> nativeCopy(stored, ScalarType.Half);
            case BF16 -> nativeCopy(stored, ScalarType.BFloat16);
            default -> nativeCopy(stored.to(DType.F32), ScalarType.Float);
        };
    }

    private static WeightTensor ofRounded(WeightTensor stored) {
        float[] values = stored.toFloats();
        long[] rounded = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = Math.round((double) values[i]);
        }
        return WeightTensor.ofLongs(rounded, stored.shape());
    }

    private static Tensor nativeCopy(WeightTensor stored, ScalarType type) {
        Tensor tensor = empty(stored.shape(), new TensorOptions(type), new MemoryFormatOptional());
        ByteBuffer memory = tensor.data_ptr().capacity(stored.byteCount()).asByteBuffer();
        memory.put(stored.bytes());
        return tensor;
    }

    /** Float32 copies of a state (int64 for counters). */
    static Map<String, WeightTensor> copyOf(NetworkState state) {
        Map<String, WeightTensor> copies = new LinkedHashMap<>();
        for (ParameterSpec spec : state.layout().specs()) {
            Tensor tensor = state.get(spec.name()).tensor();
            copies.put(
                    spec.name(),
                    spec.kind() == ParameterSpec.Kind.COUNTER
                            ? WeightTensor.ofLongs(new long[] {tensor.item_long()}, tensor.shape())
                            : WeightTensor.ofFloats(Tensors.toFloats(tensor), tensor.shape()));
        }
        return copies;
    }
}
