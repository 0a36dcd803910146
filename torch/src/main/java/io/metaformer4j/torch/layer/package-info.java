/**
 * A network as a chain of layers, built from the operations of its {@link io.metaformer4j.zoo.plan.NetworkPlan}: one way that
 * can be differentiated, and a faster one with packed weights and fused activations for inference.
 *
 * <pre>
 * NetworkPlan --LayerFactory--&gt; ComputePath = Backbone (a chain of BackboneSteps) + HeadLayers
 *
 * picture --step--&gt; map --step--&gt; ... --step--&gt; last map --HeadLayers--&gt; logits
 *         '-------- one ForwardPass says how: training, masks, observer --------'
 * </pre>
 *
 * <p>{@link io.metaformer4j.torch.layer.GradientCheckpoints} repeats single steps to get their gradients.
 */
package io.metaformer4j.torch.layer;
