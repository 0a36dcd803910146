/** The engine for processors, on oneDNN and vector instructions. */
module io.metaformer4j.runtime {
    requires transitive io.metaformer4j.engine;
    requires static jdk.incubator.vector;
    requires org.bytedeco.dnnl;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.opencl;
    requires org.slf4j;

    exports io.metaformer4j.runtime;

    provides io.metaformer4j.engine.Engine with
            io.metaformer4j.runtime.CpuEngine;
}
