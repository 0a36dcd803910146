/**
 * The layers that compute the operations of a {@link io.metaformer4j.zoo.plan.NetworkPlan}: one way that can be differentiated,
 * and a faster one with packed weights and fused activations for inference. {@code OperationLayers} makes them, and a
 * {@code LayerFactory} those that there are in both ways.
 */
package io.metaformer4j.torch.layer;
