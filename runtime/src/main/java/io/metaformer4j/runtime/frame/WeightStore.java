package io.metaformer4j.runtime.frame;

import io.metaformer4j.runtime.dnnl.ElementType;
import io.metaformer4j.runtime.dnnl.NativeMemory;
import io.metaformer4j.runtime.dnnl.PackedTensor;
import io.metaformer4j.runtime.dnnl.PrimitiveFactory;
import io.metaformer4j.runtime.dnnl.StridedShape;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The weights of a network in native memory, packed once and read by every frame. Its methods are called by one thread at a time;
 * what they return may be read by all.
 */
public final class WeightStore implements AutoCloseable {

    private final PrimitiveFactory factory;
    private final Map<String, PackedTensor> packed = new HashMap<>();
    private final Map<String, NativeMemory> constants = new HashMap<>();

    public WeightStore(PrimitiveFactory factory) {
        this.factory = factory;
    }

    public PrimitiveFactory factory() {
        return factory;
    }

    /** Weights under a name, made when it is first asked for. */
    public PackedTensor packed(String name, StridedShape shape, Supplier<float[]> values) {
        return packed.computeIfAbsent(name, key -> new PackedTensor(factory, shape, values.get()));
    }

    /** Weights of a type under a name, made when it is first asked for. */
    public PackedTensor packed(String name, StridedShape shape, Supplier<float[]> values, ElementType type) {
        return packed.computeIfAbsent(name, key -> new PackedTensor(factory, shape, values.get(), type));
    }

    /** Numbers under a name, copied when it is first asked for. */
    public NativeMemory.Address constant(String name, Supplier<float[]> values) {
        return constants
                .computeIfAbsent(name, key -> NativeMemory.of(values.get()))
                .address(0);
    }

    @Override
    public void close() {
        packed.values().forEach(PackedTensor::close);
        constants.values().forEach(NativeMemory::close);
        packed.clear();
        constants.clear();
    }
}
