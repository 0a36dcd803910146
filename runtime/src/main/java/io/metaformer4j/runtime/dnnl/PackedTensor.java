package io.metaformer4j.runtime.dnnl;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_clone;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * Weights in the layouts that primitives want. They are packed for the first primitive that asks, and the values as they came
 * are forgotten; a primitive that wants another layout gets a second packing made of the first. Not safe for concurrent use.
 */
public final class PackedTensor implements AutoCloseable {

    private final PrimitiveFactory factory;
    private final List<Packing> versions = new ArrayList<>();
    private Optional<float[]> values;
    private final StridedShape shape;
    private final ElementType type;

    /** One layout of the weights. */
    private record Packing(dnnl_memory_desc layout, NativeMemory memory) {}

    /**
     * Keeps weights for packing.
     *
     * @param factory makes the reorders
     * @param shape how the values lie
     * @param values the weights, not copied
     */
    public PackedTensor(PrimitiveFactory factory, StridedShape shape, float[] values) {
        this(factory, shape, values, ElementType.FLOAT32);
    }

    /**
     * Keeps weights for packing in another type.
     *
     * @param factory makes the reorders
     * @param shape how the values lie
     * @param values the weights, not copied; whole numbers for integer types
     * @param type how packed weights are stored
     */
    public PackedTensor(PrimitiveFactory factory, StridedShape shape, float[] values, ElementType type) {
        this.factory = factory;
        this.shape = shape;
        this.type = type;
        this.values = Optional.of(values);
    }

    /** The shape in the layout that a new primitive should try first: a packing that is there, else oneDNN's choice. */
    dnnl_memory_desc preferred() {
        return versions.isEmpty() ? anyLayout() : clone(versions.get(0).layout());
    }

    boolean isPacked() {
        return !versions.isEmpty();
    }

    dnnl_memory_desc anyLayout() {
        return StridedShape.any(
                        shape.sides().stream().mapToLong(Long::longValue).toArray())
                .of(type)
                .describe();
    }

    private static dnnl_memory_desc clone(dnnl_memory_desc layout) {
        dnnl_memory_desc copy = new dnnl_memory_desc();
        DnnlException.check(dnnl_memory_desc_clone(copy, layout), "copying a layout");
        return copy;
    }

    /**
     * The weights as a primitive wants them.
     *
     * @param primitive whose weights these are
     * @return where they lie, as long as this is open
     */
    public NativeMemory.Address packedFor(CompiledPrimitive primitive) {
        dnnl_memory_desc wanted = primitive.layout(DNNL_ARG_WEIGHTS);
        for (Packing version : versions) {
            if (dnnl_memory_desc_equal(version.layout(), wanted) != 0) {
                return version.memory().address(0);
            }
        }
        Packing packed = pack(clone(wanted));
        versions.add(packed);
        values = Optional.empty();
        return packed.memory().address(0);
    }

    private Packing pack(dnnl_memory_desc wanted) {
        NativeMemory target = new NativeMemory(dnnl_memory_desc_get_size(wanted));
        if (values.isPresent()) {
            dnnl_memory_desc plain = shape.describe();
            try (NativeMemory source = NativeMemory.of(values.get())) {
                reorder(source, plain, target, wanted);
            } finally {
                dnnl_memory_desc_destroy(plain);
            }
        } else {
            reorder(versions.get(0).memory(), versions.get(0).layout(), target, wanted);
        }
        return new Packing(wanted, target);
    }

    private void reorder(NativeMemory from, dnnl_memory_desc source, NativeMemory to, dnnl_memory_desc target) {
        try (CompiledPrimitive reorder = factory.reorder(source, target);
                NativeMemory scratch = new NativeMemory(reorder.scratchBytes());
                PrimitiveCall call = new PrimitiveCall(
                        factory,
                        reorder,
                        Map.of(DNNL_ARG_SRC, from.address(0), DNNL_ARG_DST, to.address(0)),
                        scratch.address(0));
                ExecutionStream stream = factory.stream()) {
            call.execute(stream);
        }
    }

    @Override
    public void close() {
        for (Packing version : versions) {
            dnnl_memory_desc_destroy(version.layout());
            version.memory().close();
        }
        versions.clear();
    }
}
