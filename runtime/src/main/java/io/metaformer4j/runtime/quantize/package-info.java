/**
 * Weights and activations as bytes: ranges of the activations are measured on pictures, layers that cost too much stay float32, and the
 * result is a set of tensors that the engine loads. Static quantization after training, as in "Integer quantization for deep learning
 * inference" (arXiv 2004.09602): one symmetric scale for each output of a weight, one scale and zero for each input of a layer.
 */
package io.metaformer4j.runtime.quantize;
