package io.metaformer4j.weights.load;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.weights.dialect.DialectEntry;
import io.metaformer4j.weights.match.ShapeRule;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.Model;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checkpoints made up for tests. */
public final class Networks {

    public static final Catalog CATALOG = Catalog.standard();

    private Networks() {}

    public static Model model(String name) {
        return CATALOG.get(name);
    }

    public static Architecture architecture(String name) {
        return model(name).architecture();
    }

    /** A model of the catalog with its network reduced. */
    public static Model small(String name) {
        return new Model(
                name, TinyArchitectures.reduced(architecture(name)), model(name).card());
    }

    /** A state dict in a dialect, whose every element tells where it belongs. */
    public static Map<String, WeightTensor> stateDict(Architecture architecture, Dialect dialect) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (DialectEntry entry : dialect.layout(architecture).entries()) {
            tensors.put(entry.name(), marked(entry.spec(), ShapeRule.of(entry.shape())));
        }
        return tensors;
    }

    /** A state dict of full size, all of whose values are 0.5; the tensors share memory. */
    public static Map<String, WeightTensor> stateDict(String model, Dialect dialect) {
        List<DialectEntry> entries = dialect.layout(architecture(model)).entries();
        long largest = entries.stream()
                .mapToLong(entry -> entry.spec().elements())
                .max()
                .orElseThrow();
        ByteBuffer memory = filled(0.5f, largest).bytes();
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (DialectEntry entry : entries) {
            long[] shape = ShapeRule.of(entry.shape());
            int bytes = Math.toIntExact(entry.spec().elements() * Float.BYTES);
            tensors.put(
                    entry.name(),
                    entry.spec().kind() == ParameterSpec.Kind.COUNTER
                            ? WeightTensor.ofLongs(new long[] {5}, shape)
                            : WeightTensor.of(DType.F32, memory.slice(0, bytes), shape));
        }
        return tensors;
    }

    /** Values that depend on the canonical name and the index. */
    static WeightTensor marked(ParameterSpec spec, long[] shape) {
        int count = Math.toIntExact(spec.elements());
        if (spec.kind() == ParameterSpec.Kind.COUNTER) {
            return WeightTensor.ofLongs(new long[] {spec.name().length()}, shape);
        }
        float[] values = new float[count];
        float start = (spec.name().hashCode() & 0xFFF) / 4096f;
        for (int i = 0; i < count; i++) {
            values[i] = start + (i & 0x3FF) / 1024f;
        }
        return WeightTensor.ofFloats(values, shape);
    }

    static WeightTensor marked(ParameterSpec spec) {
        return marked(spec, ShapeRule.of(spec.shape()));
    }

    public static WeightTensor filled(float value, long... shape) {
        long count = 1;
        for (long side : shape) {
            count *= side;
        }
        float[] values = new float[Math.toIntExact(count)];
        Arrays.fill(values, value);
        return WeightTensor.ofFloats(values, shape);
    }

    public static Map<String, WeightTensor> converted(Map<String, WeightTensor> tensors, DType type) {
        Map<String, WeightTensor> result = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> result.put(name, tensor.dtype().isFloating() ? tensor.to(type) : tensor));
        return result;
    }

    static Map<String, WeightTensor> prefixed(Map<String, WeightTensor> tensors, String prefix) {
        Map<String, WeightTensor> result = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> result.put(prefix + name, tensor));
        return result;
    }
}
