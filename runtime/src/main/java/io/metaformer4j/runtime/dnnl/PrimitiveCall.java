package io.metaformer4j.runtime.dnnl;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;

/** A primitive with its arguments, which can be run again and again by one thread at a time. The owner closes it. */
public final class PrimitiveCall implements AutoCloseable {

    private final CompiledPrimitive primitive;
    private final List<dnnl_memory> memories = new ArrayList<>();
    private final dnnl_exec_arg_t arguments;

    /**
     * Binds arguments.
     *
     * @param factory whose primitive it is
     * @param primitive what to run, which stays the caller's
     * @param places where the arguments lie, by oneDNN's numbers of them; the memory stays the caller's
     * @param scratch memory of at least {@link CompiledPrimitive#scratchBytes()}, which no other call uses at the same time
     */
    public PrimitiveCall(
            PrimitiveFactory factory,
            CompiledPrimitive primitive,
            Map<Integer, NativeMemory.Address> places,
            NativeMemory.Address scratch) {
        this.primitive = primitive;
        Map<Integer, NativeMemory.Address> all = new HashMap<>(places);
        if (primitive.scratchBytes() > 0) {
            all.put(DNNL_ARG_SCRATCHPAD, scratch);
        }
        this.arguments = new dnnl_exec_arg_t(all.size());
        all.forEach((argument, place) -> {
            dnnl_memory memory = new dnnl_memory();
            DnnlException.check(
                    dnnl_memory_create(memory, primitive.layout(argument), factory.engine(), place.pointer()),
                    "binding argument " + argument + " of " + primitive.implementation());
            arguments.position(memories.size()).arg(argument).memory(memory);
            memories.add(memory);
        });
        arguments.position(0);
    }

    /**
     * Computes.
     *
     * @param stream that of the calling thread
     * @throws DnnlException if oneDNN refuses
     */
    public void execute(ExecutionStream stream) {
        int status = dnnl_primitive_execute(primitive.primitive(), stream.stream(), memories.size(), arguments);
        if (status != 0) {
            DnnlException.check(status, "running " + primitive.implementation());
        }
    }

    @Override
    public void close() {
        memories.forEach(memory -> dnnl_memory_destroy(memory));
        arguments.close();
    }
}
