/**
 * A network as a chain of layers, built from the operations of its {@link io.metaformer4j.zoo.plan.NetworkPlan}: one way that
 * can be differentiated, and a faster one with packed weights and fused activations for inference.
 */
package io.metaformer4j.torch.layer;
