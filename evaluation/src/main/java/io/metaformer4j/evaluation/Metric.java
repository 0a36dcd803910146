package io.metaformer4j.evaluation;

import io.metaformer4j.engine.Network;

/** Measures networks, for instance between the epochs of a training. */
@FunctionalInterface
public interface Metric {

    /**
     * Measures a network.
     *
     * @param network the network, on any engine, which must not be changed meanwhile
     * @return how well it does
     * @throws io.metaformer4j.zoo.MetaFormerException if the network or the data cannot be used
     */
    Metrics measure(Network network);
}
