package io.metaformer4j.engine;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * The second half of a forward pass: what the network makes of an activation that is not its own, for instance of one with a
 * channel taken away. Safe for concurrent use.
 */
public interface Continuation {

    /**
     * Computes the logits from the output of a module on. With an output that {@link Network#run} has computed these are,
     * within rounding, the logits of its pictures.
     *
     * @param from where in the network: an {@linkplain Output#activation activation} of a module
     * @param activation what takes the place of the module's output {@code [N, C, H, W]}; only read
     * @return the logits {@code [N, classes]}
     * @throws MetaFormerException if the network has no such module or no classifier, the activation is no batch of maps of
     *     the module's channels, or what follows does not take their size
     * @throws IllegalStateException if the network is closed
     */
    FloatArray logits(Output from, FloatArray activation);
}
