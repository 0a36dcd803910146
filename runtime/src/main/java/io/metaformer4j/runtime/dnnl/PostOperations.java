package io.metaformer4j.runtime.dnnl;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_gelu_erf;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_square;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_binary;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_sum;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/** What a primitive does with its result before it writes it, in order. Immutable. */
public final class PostOperations {

    /** Nothing. */
    public static final PostOperations NONE = new PostOperations(List.of());

    /**
     * What the argument number of a post-operation's operand is multiplied by, one more than its place: the macro
     * {@code DNNL_ARG_ATTR_MULTIPLE_POST_OP} of oneDNN 3.11, which its Java binding lacks.
     */
    private static final int OPERAND_BASE = 32768;

    private final List<Addition> steps;

    private PostOperations(List<Addition> steps) {
        this.steps = steps;
    }

    /** Adds one post-operation to a native list. */
    private interface Addition {
        int append(dnnl_post_ops operations);
    }

    private PostOperations with(Addition step) {
        List<Addition> more = new ArrayList<>(steps);
        more.add(step);
        return new PostOperations(List.copyOf(more));
    }

    /**
     * Then multiplies.
     *
     * @param operand shape of the factors, each side that of the result or 1
     * @return the longer list
     */
    public PostOperations multiply(StridedShape operand) {
        return binary(dnnl_binary_mul, operand);
    }

    /**
     * Then adds.
     *
     * @param operand shape of the summands, each side that of the result or 1
     * @return the longer list
     */
    public PostOperations add(StridedShape operand) {
        return binary(dnnl_binary_add, operand);
    }

    private PostOperations binary(int function, StridedShape operand) {
        return with(operations -> {
            dnnl_memory_desc description = operand.describe();
            int status = dnnl_post_ops_append_binary(operations, function, description);
            dnnl_memory_desc_destroy(description);
            return status;
        });
    }

    /**
     * Then adds what lies where the result goes.
     *
     * @return the longer list
     */
    public PostOperations accumulate() {
        return with(operations -> dnnl_post_ops_append_sum(operations, 1, 0, dnnl_f32));
    }

    /**
     * Then {@code x * Phi(x)} with the exact error function.
     *
     * @return the longer list
     */
    public PostOperations gelu() {
        return with(operations -> dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_gelu_erf, 0, 0));
    }

    /**
     * Then {@code max(x, 0)}.
     *
     * @return the longer list
     */
    public PostOperations relu() {
        return with(operations -> dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_relu, 0, 0));
    }

    /**
     * Then {@code x * x}.
     *
     * @return the longer list
     */
    public PostOperations square() {
        return with(operations -> dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_square, 0, 0));
    }

    /**
     * Then {@code factor * x + shift}.
     *
     * @param factor slope
     * @param shift value at zero
     * @return the longer list
     */
    public PostOperations linear(float factor, float shift) {
        return with(operations -> dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_linear, factor, shift));
    }

    /**
     * The number under which the operand of the next post-operation is handed over.
     *
     * @return the argument's number
     */
    public int nextOperand() {
        return OPERAND_BASE * (steps.size() + 1) | DNNL_ARG_SRC_1;
    }

    /** Attributes with these operations and scratch memory that the caller brings; whoever asked destroys them. */
    dnnl_primitive_attr attributes() {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        DnnlException.check(dnnl_primitive_attr_create(attributes), "making attributes");
        DnnlException.check(
                dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
                "setting scratch memory");
        dnnl_post_ops operations = new dnnl_post_ops();
        DnnlException.check(dnnl_post_ops_create(operations), "making post-operations");
        for (Addition step : steps) {
            DnnlException.check(step.append(operations), "adding a post-operation");
        }
        DnnlException.check(dnnl_primitive_attr_set_post_ops(attributes, operations), "setting post-operations");
        dnnl_post_ops_destroy(operations);
        return attributes;
    }
}
