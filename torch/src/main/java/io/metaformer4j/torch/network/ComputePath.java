package io.metaformer4j.torch.network;

import io.metaformer4j.torch.layer.LayerFactory;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.NetworkPlan;

/**
 * A whole network in one of the ways to compute it.
 *
 * @param body from the picture to the last map
 * @param head from the last map to the logits
 */
public record ComputePath(Backbone body, HeadLayers head) {

    /** Builds the layers of a network. */
    public static ComputePath of(Architecture architecture, LayerFactory layers) {
        NetworkPlan plan = NetworkPlan.of(architecture);
        return new ComputePath(Backbone.of(plan, layers), HeadLayers.of(plan, layers));
    }
}
