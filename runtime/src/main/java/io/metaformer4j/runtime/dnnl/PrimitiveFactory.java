package io.metaformer4j.runtime.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_gelu_erf;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_layer_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_normalization_flags_none;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_accurate;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Compiles primitives. oneDNN remembers with how many threads a primitive was compiled: those of the calling thread
 * ({@link ThreadLimit}). Safe for concurrent use; the owner closes it.
 */
public final class PrimitiveFactory implements AutoCloseable {

    private final dnnl_engine engine = new dnnl_engine();

    /**
     * Opens the processor's engine.
     *
     * @throws DnnlException if the natives are missing
     */
    public PrimitiveFactory() {
        DnnlLibrary.load();
        DnnlException.check(dnnl_engine_create(engine, dnnl_cpu, 0), "opening the processor");
    }

    dnnl_engine engine() {
        return engine;
    }

    /**
     * Opens a stream.
     *
     * @return the stream, which the caller closes
     */
    public ExecutionStream stream() {
        return new ExecutionStream(engine);
    }

    /**
     * A product of matrices with constant weights: {@code [m, k] x [k, n]}.
     *
     * @param source shape of the left matrix
     * @param weights the right one, packed as the primitive wants it
     * @param bias whether a bias {@code [1, n]} is added first
     * @param target shape of the result
     * @param then what happens to the result
     * @return the primitive, which the caller closes
     */
    public CompiledPrimitive product(
            StridedShape source, PackedTensor weights, boolean bias, StridedShape target, PostOperations then) {
        return withPacked(weights, layout -> {
            Optional<StridedShape> added =
                    bias ? Optional.of(StridedShape.dense(1, target.sides().get(1))) : Optional.empty();
            return product(source, layout, added, target, then);
        });
    }

    /**
     * A product of two matrices that are both computed: {@code [m, k] x [k, n]}.
     *
     * @param source shape of the left matrix
     * @param other shape of the right one
     * @param target shape of the result
     * @param then what happens to the result
     * @return the primitive, which the caller closes
     */
    public CompiledPrimitive product(
            StridedShape source, StridedShape other, StridedShape target, PostOperations then) {
        dnnl_memory_desc layout = other.describe();
        try {
            return product(source, layout, Optional.empty(), target, then)
                    .orElseThrow(() -> new DnnlException("oneDNN has no product of " + source + " and " + other));
        } finally {
            dnnl_memory_desc_destroy(layout);
        }
    }

    private Optional<CompiledPrimitive> product(
            StridedShape source,
            dnnl_memory_desc weights,
            Optional<StridedShape> bias,
            StridedShape target,
            PostOperations then) {
        try (Descriptions made = new Descriptions()) {
            dnnl_primitive_desc description = new dnnl_primitive_desc();
            int status = dnnl_matmul_primitive_desc_create(
                    description,
                    engine,
                    made.of(source),
                    weights,
                    made.of(bias),
                    made.of(target),
                    made.attributes(then));
            return status == 0 ? Optional.of(new CompiledPrimitive(description)) : Optional.empty();
        }
    }

    /**
     * A convolution.
     *
     * @param source shape of the map that comes in
     * @param weights the kernels, packed as the primitive wants them
     * @param bias whether a bias is added first
     * @param target shape of the result
     * @param window stride and padding
     * @param then what happens to the result
     * @return the primitive, which the caller closes
     */
    public CompiledPrimitive convolution(
            StridedShape source,
            PackedTensor weights,
            boolean bias,
            StridedShape target,
            SlidingWindow window,
            PostOperations then) {
        return withPacked(weights, layout -> {
            try (Descriptions made = new Descriptions()) {
                dnnl_primitive_desc description = new dnnl_primitive_desc();
                Optional<StridedShape> added =
                        bias ? Optional.of(StridedShape.dense(target.sides().get(1))) : Optional.empty();
                int status = dnnl_convolution_forward_primitive_desc_create(
                        description,
                        engine,
                        dnnl_forward_inference,
                        dnnl_convolution_direct,
                        made.of(source),
                        layout,
                        made.of(added),
                        made.of(target),
                        new long[] {window.stride(), window.stride()},
                        new long[2],
                        new long[] {window.top(), window.left()},
                        new long[] {window.bottom(), window.right()},
                        made.attributes(then));
                return status == 0 ? Optional.of(new CompiledPrimitive(description)) : Optional.empty();
            }
        });
    }

    /** Tries the packing that is there, and lets oneDNN choose if it has no fast way with that. */
    private CompiledPrimitive withPacked(
            PackedTensor weights, Function<dnnl_memory_desc, Optional<CompiledPrimitive>> compile) {
        if (weights.isPacked()) {
            Optional<CompiledPrimitive> found = using(weights.preferred(), compile);
            if (found.isPresent() && !found.get().isReference()) {
                return found.get();
            }
            found.ifPresent(CompiledPrimitive::close);
        }
        return using(weights.anyLayout(), compile)
                .orElseThrow(
                        () -> new DnnlException("oneDNN has no primitive for one of the layers on this processor"));
    }

    private static Optional<CompiledPrimitive> using(
            dnnl_memory_desc layout, Function<dnnl_memory_desc, Optional<CompiledPrimitive>> compile) {
        try {
            return compile.apply(layout);
        } finally {
            dnnl_memory_desc_destroy(layout);
        }
    }

    /**
     * Layer normalisation of rows.
     *
     * @param rows shape {@code [m, c]}
     * @param epsilon added to the variance
     * @param weight whether the result is multiplied by a weight {@code [c]}
     * @param bias whether a bias {@code [c]} is added
     * @return the primitive, which the caller closes
     */
    public CompiledPrimitive layerNorm(StridedShape rows, double epsilon, boolean weight, boolean bias) {
        int flags = (weight ? dnnl_use_scale : dnnl_normalization_flags_none)
                | (bias ? dnnl_use_shift : dnnl_normalization_flags_none);
        try (Descriptions made = new Descriptions()) {
            dnnl_primitive_desc description = new dnnl_primitive_desc();
            int status = dnnl_layer_normalization_forward_primitive_desc_create(
                    description,
                    engine,
                    dnnl_forward_inference,
                    made.of(rows),
                    made.of(rows),
                    made.of(Optional.empty()),
                    (float) epsilon,
                    flags,
                    made.attributes(PostOperations.NONE));
            DnnlException.check(status, "describing a layer normalisation");
            return new CompiledPrimitive(description);
        }
    }

    /**
     * Softmax of rows.
     *
     * @param rows shape {@code [m, n]}
     * @param target the same shape, and type of the result
     * @return the primitive, which the caller closes
     */
    public CompiledPrimitive softmax(StridedShape rows, StridedShape target) {
        try (Descriptions made = new Descriptions()) {
            dnnl_primitive_desc description = new dnnl_primitive_desc();
            int status = dnnl_softmax_forward_primitive_desc_create(
                    description,
                    engine,
                    dnnl_forward_inference,
                    dnnl_softmax_accurate,
                    made.of(rows),
                    made.of(target),
                    1,
                    made.attributes(PostOperations.NONE));
            DnnlException.check(status, "describing a softmax");
            return new CompiledPrimitive(description);
        }
    }

    /**
     * {@code x * Phi(x)} of every value.
     *
     * @param shape shape of the tensor
     * @return the primitive, which the caller closes
     */
    public CompiledPrimitive gelu(StridedShape shape) {
        try (Descriptions made = new Descriptions()) {
            dnnl_primitive_desc description = new dnnl_primitive_desc();
            int status = dnnl_eltwise_forward_primitive_desc_create(
                    description,
                    engine,
                    dnnl_forward_inference,
                    dnnl_eltwise_gelu_erf,
                    made.of(shape),
                    made.of(shape),
                    0,
                    0,
                    made.attributes(PostOperations.NONE));
            DnnlException.check(status, "describing a GELU");
            return new CompiledPrimitive(description);
        }
    }

    /** A copy into another layout. */
    CompiledPrimitive reorder(dnnl_memory_desc source, dnnl_memory_desc target) {
        dnnl_primitive_desc description = new dnnl_primitive_desc();
        dnnl_primitive_attr attributes = PostOperations.NONE.attributes();
        try {
            DnnlException.check(
                    dnnl_reorder_primitive_desc_create(description, source, engine, target, engine, attributes),
                    "describing a reorder");
            return new CompiledPrimitive(description);
        } finally {
            dnnl_primitive_attr_destroy(attributes);
        }
    }

    /**
     * The release of oneDNN.
     *
     * @return for instance {@code 3.11.0}
     */
    public static String version() {
        DnnlLibrary.load();
        return dnnl.dnnl_version().major() + "." + dnnl.dnnl_version().minor() + "."
                + dnnl.dnnl_version().patch();
    }

    @Override
    public void close() {
        dnnl_engine_destroy(engine);
    }
}
