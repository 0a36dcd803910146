/** Nodes, constants and values of a graph under names of their own, and how they become one message. */
package io.metaformer4j.onnx.writer;
