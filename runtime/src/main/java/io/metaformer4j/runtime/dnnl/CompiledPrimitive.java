package io.metaformer4j.runtime.dnnl;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_exec_arg_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_impl_info_str;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** Machine code for one operation on tensors of certain shapes. Safe for concurrent use; the owner closes it. */
public final class CompiledPrimitive implements AutoCloseable {

    private final dnnl_primitive_desc description;
    private final dnnl_primitive primitive = new dnnl_primitive();
    private final String implementation;
    private final long scratchBytes;

    CompiledPrimitive(dnnl_primitive_desc description) {
        this.description = description;
        DnnlException.check(dnnl_primitive_create(primitive, description), "compiling a primitive");
        this.implementation = implementationOf(description);
        this.scratchBytes = dnnl_memory_desc_get_size(layout(DNNL_ARG_SCRATCHPAD));
    }

    private static String implementationOf(dnnl_primitive_desc description) {
        try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
            DnnlException.check(
                    dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, text), "naming a primitive");
            return text.get(BytePointer.class, 0).getString();
        }
    }

    /**
     * Which of oneDNN's implementations this is.
     *
     * @return for instance {@code brg_matmul:avx512_core}; the slow ones begin with {@code ref}
     */
    public String implementation() {
        return implementation;
    }

    /**
     * Whether oneDNN has only its slow reference loops for this.
     *
     * @return false for machine code made for this processor
     */
    public boolean isReference() {
        return implementation.startsWith("ref");
    }

    /**
     * Memory that each thread brings when it runs this.
     *
     * @return bytes
     */
    public long scratchBytes() {
        return scratchBytes;
    }

    /** How an argument lies in memory; belongs to the primitive. */
    dnnl_memory_desc layout(int argument) {
        return dnnl_primitive_desc_query_md(description, dnnl_query_exec_arg_md, argument);
    }

    dnnl_primitive primitive() {
        return primitive;
    }

    @Override
    public void close() {
        dnnl_primitive_destroy(primitive);
        dnnl_primitive_desc_destroy(description);
    }
}
