package io.metaformer4j.torch.state;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.from_blob;

import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Carries weights between files and native memory. */
public final class StoredWeights {

    private final Map<String, WeightTensor> tensors;

    /** Values that were converted for a view and live nowhere else. */
    private final List<WeightTensor> converted = new ArrayList<>();

    /** Wraps stored tensors by canonical name, without copying them. */
    public StoredWeights(Map<String, WeightTensor> tensors) {
        this.tensors = tensors;
    }

    /** A new native tensor with the values of a stored one, owned by the open scope. */
    public Tensor read(ParameterSpec spec) {
        return nativeCopy(convertible(spec));
    }

    /**
     * A native tensor, owned by the open scope, over the memory of a stored one: often the mapped file. It is only valid as
     * long as this object is reachable, and must not be written to.
     */
    public Tensor view(ParameterSpec spec) {
        WeightTensor stored = convertible(spec);
        BytePointer memory = new BytePointer(stored.bytes());
        if (stored.elementCount() == 0 || memory.address() % stored.dtype().width() != 0) {
            return nativeCopy(stored);
        }
        converted.add(stored);
        return from_blob(memory, stored.shape(), new TensorOptions(type(stored)));
    }

    /** The stored tensor in a type that libtorch has. {@link NetworkState} looks at its shape. */
    private WeightTensor convertible(ParameterSpec spec) {
        WeightTensor stored = tensors.get(spec.name());
        if (stored == null) {
            throw new MetaFormerException(
                    "the weights have no tensor '" + spec.name() + "', which the network needs as " + spec.shape()
                            + "; convert them to canonical names first, or use another model's weights");
        }
        if (spec.kind() == ParameterSpec.Kind.COUNTER) {
            return stored.toCounts();
        }
        if (!stored.dtype().isFloating()) {
            throw new MetaFormerException("tensor '" + spec.name() + "' is of type " + stored.dtype()
                    + ", which libtorch networks do not take; save the weights as float32, float16 or bfloat16");
        }
        return switch (stored.dtype()) {
            case F16, BF16 -> stored;
            default -> stored.to(DType.F32);
        };
    }

    private static ScalarType type(WeightTensor stored) {
        return switch (stored.dtype()) {
            case I64 -> ScalarType.Long;
            case F16 -> ScalarType.Half;
            case BF16 -> ScalarType.BFloat16;
            default -> ScalarType.Float;
        };
    }

    private static Tensor nativeCopy(WeightTensor stored) {
        Tensor tensor = empty(stored.shape(), new TensorOptions(type(stored)), new MemoryFormatOptional());
        if (stored.elementCount() > 0) { // libtorch gives an empty tensor no memory
            ByteBuffer memory = tensor.data_ptr().capacity(stored.byteCount()).asByteBuffer();
            memory.put(stored.bytes());
        }
        return tensor;
    }

    /** Float32 copies of a state (int64 for counters). */
    public static Map<String, WeightTensor> copyOf(NetworkState state) {
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
