package io.metaformer4j.runtime.exec;

import io.metaformer4j.runtime.dnnl.ExecutionStream;
import io.metaformer4j.runtime.dnnl.PrimitiveFactory;

/** Something that each thread of a team does. */
public interface ThreadWork {

    /** The share of one thread, which compiles primitives and runs them on its stream. */
    void run(int part, PrimitiveFactory factory, ExecutionStream stream);
}
