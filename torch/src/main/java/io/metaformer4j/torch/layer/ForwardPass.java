package io.metaformer4j.torch.layer;

import io.metaformer4j.torch.run.ActivationObserver;
import java.util.Optional;

/**
 * What layers have to know about the forward pass they take part in.
 *
 * @param training whether stochastic depth, dropout and batch statistics are at work
 * @param recomputing whether this repeats an earlier pass to get its gradients, so that running statistics stay
 * @param randomness masks of the pass
 * @param observer sees the outputs of modules
 * @param statistics those of batch normalisation over several networks; empty if this one has its own
 */
public record ForwardPass(
        boolean training,
        boolean recomputing,
        MaskSource randomness,
        ActivationObserver observer,
        Optional<BatchStatistics> statistics) {

    /** A pass of one network alone. */
    public ForwardPass(boolean training, boolean recomputing, MaskSource randomness, ActivationObserver observer) {
        this(training, recomputing, randomness, observer, Optional.empty());
    }

    /** The same pass once more, for its gradients; nobody observes it. */
    public ForwardPass repeated() {
        return new ForwardPass(training, true, randomness, ActivationObserver.NONE, statistics);
    }
}
