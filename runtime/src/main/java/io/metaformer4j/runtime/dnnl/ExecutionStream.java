package io.metaformer4j.runtime.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_destroy;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;

/** What calls of one thread run on. Confine to one thread; the owner closes it. */
public final class ExecutionStream implements AutoCloseable {

    private final dnnl_stream stream = new dnnl_stream();

    ExecutionStream(dnnl_engine engine) {
        DnnlException.check(dnnl_stream_create(stream, engine, dnnl_stream_default_flags), "opening a stream");
    }

    dnnl_stream stream() {
        return stream;
    }

    @Override
    public void close() {
        dnnl_stream_destroy(stream);
    }
}
