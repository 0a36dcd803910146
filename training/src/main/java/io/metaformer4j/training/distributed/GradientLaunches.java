package io.metaformer4j.training.distributed;

import io.metaformer4j.training.optimizer.Parameter;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/**
 * Sends the vectors of gradients off, the last one first, since backward passes begin with the last parameters. The order is
 * fixed, because all processes must keep the same: one whose gradients are complete waits for those behind it. Confined to one
 * thread.
 */
final class GradientLaunches {

    private final GradientBuckets buckets;
    private final List<Parameter> parameters;
    private final Consumer<Tensor> launch;
    private final BitSet waiting = new BitSet();
    private int next;

    /**
     * Prepares the vectors of one sum.
     *
     * @param buckets the vectors
     * @param parameters whose gradients they take
     * @param launch sends one off
     */
    GradientLaunches(GradientBuckets buckets, List<Parameter> parameters, Consumer<Tensor> launch) {
        this.buckets = buckets;
        this.parameters = parameters;
        this.launch = launch;
        this.next = buckets.count() - 1;
        for (int i = 0; i < parameters.size(); i++) {
            waiting.set(i, parameters.get(i).tensor().requires_grad());
        }
    }

    /**
     * Sends off what is complete with another gradient.
     *
     * @throws IllegalStateException if the gradient was sent already: then the sum would lack a part of it
     */
    void complete(int parameter) {
        if (!waiting.get(parameter)) {
            throw new IllegalStateException("the gradient of "
                    + parameters.get(parameter).name() + " changed after it was complete; use one backward pass only");
        }
        waiting.clear(parameter);
        while (next >= 0 && waiting.nextSetBit(buckets.first(next)) < 0) {
            launchNext();
        }
    }

    /** Sends off the rest; parameters that got no gradient lie there as zeros. */
    void finish() {
        while (next >= 0) {
            launchNext();
        }
    }

    private void launchNext() {
        launch.accept(buckets.fill(next, parameters));
        next--;
    }
}
