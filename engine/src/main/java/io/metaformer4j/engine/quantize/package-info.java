/** Weights as bytes, made of weights in floating point by an engine that computes with them. */
package io.metaformer4j.engine.quantize;
