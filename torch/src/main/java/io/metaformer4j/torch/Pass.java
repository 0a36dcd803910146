package io.metaformer4j.torch;

/**
 * What layers have to know about the forward pass they take part in.
 *
 * @param training whether stochastic depth, dropout and batch statistics are at work
 * @param recomputing whether this repeats an earlier pass to get its gradients, so that running statistics stay
 * @param randomness masks of the pass
 * @param observer sees the outputs of modules
 */
record Pass(boolean training, boolean recomputing, Randomness randomness, ActivationObserver observer) {

    Pass repeated() {
        return new Pass(training, true, randomness, ActivationObserver.NONE);
    }
}
