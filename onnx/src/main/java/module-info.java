/** Export of networks to ONNX, and an engine on ONNX Runtime. */
@SuppressWarnings("requires-automatic") // ONNX Runtime has a name in its manifest, and no descriptor
module io.metaformer4j.onnx {
    requires transitive io.metaformer4j.engine;
    requires com.fasterxml.jackson.databind;
    requires com.google.protobuf;
    requires com.microsoft.onnxruntime;

    exports io.metaformer4j.onnx;

    provides io.metaformer4j.engine.Engine with
            io.metaformer4j.onnx.OnnxEngine;
}
