package io.metaformer4j.runtime.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_layer_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Primitives that read float32 and write fewer bits. Whole numbers are rounded to the nearest, halves to even ones, and what lies
 * outside of their range becomes its end. Safe for concurrent use.
 *
 * @param factory of the processor
 */
public record NarrowPrimitives(PrimitiveFactory factory) {

    /**
     * {@code factor * x + shift} with numbers for each column, which are the argument {@code SRC_1} and that of the first
     * post-operation.
     *
     * @param rows shape of {@code x [m, c]}
     * @param target shape and type of the result
     * @return the primitive, which the caller closes
     */
    public CompiledPrimitive affine(StridedShape rows, StridedShape target) {
        StridedShape columns = StridedShape.dense(1, rows.sides().get(1));
        try (Descriptions made = new Descriptions()) {
            dnnl_primitive_desc description = new dnnl_primitive_desc();
            int status = dnnl_binary_primitive_desc_create(
                    description,
                    factory.engine(),
                    dnnl_binary_mul,
                    made.of(rows),
                    made.of(columns),
                    made.of(target),
                    made.attributes(PostOperations.NONE.add(columns)));
            DnnlException.check(status, "describing a change of number format");
            return new CompiledPrimitive(description);
        }
    }

    /**
     * Layer normalisation of rows, with a weight and a bias for each column.
     *
     * @param rows shape {@code [m, c]}
     * @param target shape and type of the result
     * @param epsilon added to the variance
     * @return the primitive, which the caller closes
     */
    public CompiledPrimitive layerNorm(StridedShape rows, StridedShape target, double epsilon) {
        try (Descriptions made = new Descriptions()) {
            dnnl_primitive_desc description = new dnnl_primitive_desc();
            int status = dnnl_layer_normalization_forward_primitive_desc_create(
                    description,
                    factory.engine(),
                    dnnl_forward_inference,
                    made.of(rows),
                    made.of(target),
                    made.of(Optional.empty()),
                    (float) epsilon,
                    dnnl_use_scale | dnnl_use_shift,
                    made.attributes(PostOperations.NONE));
            DnnlException.check(status, "describing a layer normalisation");
            return new CompiledPrimitive(description);
        }
    }

    /**
     * A copy in another type.
     *
     * @param source shape and type of what is read
     * @param target shape and type of what is written
     * @return the primitive, which the caller closes
     */
    public CompiledPrimitive convert(StridedShape source, StridedShape target) {
        dnnl_memory_desc from = source.describe();
        dnnl_memory_desc to = target.describe();
        try {
            return factory.reorder(from, to);
        } finally {
            dnnl_memory_desc_destroy(from);
            dnnl_memory_desc_destroy(to);
        }
    }
}
