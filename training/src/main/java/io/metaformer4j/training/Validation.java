package io.metaformer4j.training;

import io.metaformer4j.torch.TorchNetwork;

/** Measures a network between epochs. */
@FunctionalInterface
public interface Validation {

    /**
     * Measures a network in evaluation mode.
     *
     * @param network the network, which must not be changed
     * @return the scores
     */
    Scores validate(TorchNetwork network);
}
