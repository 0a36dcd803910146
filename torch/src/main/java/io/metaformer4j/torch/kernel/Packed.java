package io.metaformer4j.torch.kernel;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights in oneDNN's order.
 *
 * @param weight an opaque tensor, possibly with more outputs than the layer has
 * @param bias as many values as the opaque tensor has outputs, or empty
 * @param outputs number of output features of the layer
 * @param missingInputs how many inputs the opaque tensor has beyond those of the layer
 */
record Packed(Tensor weight, Optional<Tensor> bias, long outputs, long missingInputs) implements AutoCloseable {

    /** The same, surviving the open scopes until {@link #close()}. */
    Packed retained() {
        weight.retainReference();
        bias.ifPresent(Tensor::retainReference);
        return this;
    }

    @Override
    public void close() {
        weight.close();
        bias.ifPresent(Tensor::close);
    }
}
