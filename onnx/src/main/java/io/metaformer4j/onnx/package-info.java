/** Networks as ONNX files, and an engine that runs them on ONNX Runtime. */
package io.metaformer4j.onnx;
