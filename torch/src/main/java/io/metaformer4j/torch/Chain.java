package io.metaformer4j.torch;

import io.metaformer4j.zoo.Architecture;
import io.metaformer4j.zoo.plan.NetworkPlan;

/**
 * A whole network in one of the ways to compute it.
 *
 * @param body from the picture to the last map
 * @param head from the last map to the logits
 */
record Chain(Body body, Heads head) {

    static Chain of(Architecture architecture, Layers layers) {
        NetworkPlan plan = NetworkPlan.of(architecture);
        return new Chain(Body.of(plan, layers), Heads.of(plan, layers));
    }
}
