package io.metaformer4j.torch.state;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * A tensor of a network's state in the two forms that native calls want. Both stay valid when the state moves to another
 * device or precision, because the data behind the handle are exchanged, not the handle.
 *
 * @param tensor the tensor
 * @param optional the same tensor as an optional argument
 */
record StateTensor(Tensor tensor, TensorOptional optional) implements AutoCloseable {

    /** Takes over a tensor, which survives the open scopes until {@link #close()}. */
    static StateTensor owning(Tensor tensor) {
        StateTensor weight = new StateTensor(tensor, new TensorOptional(tensor));
        weight.tensor.retainReference();
        weight.optional.retainReference();
        return weight;
    }

    @Override
    public void close() {
        optional.close();
        tensor.close();
    }
}
