/**
 * The graph of a network: {@link io.metaformer4j.onnx.graph.NetworkGraph} walks through the plan, and
 * {@link io.metaformer4j.onnx.graph.OperationNodes} writes the nodes of each operation. Whatever is linear in each channel (affine
 * parts of norms, layer scales, scale and bias of StarReLU) is not written but multiplied into the weights of the next linear
 * function, or of the one before; {@link io.metaformer4j.onnx.graph.MapValue} keeps account of it.
 */
package io.metaformer4j.onnx.graph;
