/**
 * A network as a chain of blocks, built from its {@link io.metaformer4j.zoo.plan.NetworkPlan} with the layers of one
 * {@link io.metaformer4j.torch.layer.LayerFactory}.
 *
 * <pre>
 * NetworkPlan --LayerFactory--&gt; ComputePath = Backbone (a chain of BackboneSteps) + HeadLayers
 *
 * picture --step--&gt; map --step--&gt; ... --step--&gt; last map --HeadLayers--&gt; logits
 *         '-------- one ForwardPass says how: training, masks, observer --------'
 * </pre>
 *
 * <p>{@link io.metaformer4j.torch.network.GradientCheckpoints} repeats single steps to get their gradients.
 */
package io.metaformer4j.torch.network;
