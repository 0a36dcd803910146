package io.metaformer4j.torch.layer;

import io.metaformer4j.torch.run.ActivationObserver;

/**
 * What layers have to know about the forward pass they take part in.
 *
 * @param training whether stochastic depth, dropout and batch statistics are at work
 * @param recomputing whether this repeats an earlier pass to get its gradients, so that running statistics stay
 * @param randomness masks of the pass
 * @param observer sees the outputs of modules
 */
public record ForwardPass(boolean training, boolean recomputing, MaskSource randomness, ActivationObserver observer) {

    /** The same pass once more, for its gradients; nobody observes it. */
    public ForwardPass repeated() {
        return new ForwardPass(training, true, randomness, ActivationObserver.NONE);
    }
}
