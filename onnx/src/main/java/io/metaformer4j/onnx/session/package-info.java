/** Graphs in ONNX Runtime. */
package io.metaformer4j.onnx.session;
