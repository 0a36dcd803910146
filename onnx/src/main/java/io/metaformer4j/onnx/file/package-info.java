/** ONNX files: how graph, constants and what is known about the model become one, and how they are written. */
package io.metaformer4j.onnx.file;
