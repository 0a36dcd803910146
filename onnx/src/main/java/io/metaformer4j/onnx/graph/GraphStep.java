package io.metaformer4j.onnx.graph;

/** Writes the nodes of one operation. */
@FunctionalInterface
interface GraphStep {

    /** From what comes in to what comes out. */
    MapValue apply(MapValue x);
}
