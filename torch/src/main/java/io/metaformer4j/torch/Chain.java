package io.metaformer4j.torch;

import io.metaformer4j.zoo.Architecture;

/**
 * A whole network in one of the ways to compute it.
 *
 * @param body from the picture to the last map
 * @param head from the last map to the logits
 */
record Chain(Body body, Heads head) {

    static Chain of(Architecture architecture, Layers layers) {
        return new Chain(
                Body.of(architecture, layers),
                Heads.of(
                        architecture.head(),
                        architecture.stages().size(),
                        architecture.regularization().headDropout(),
                        layers));
    }
}
