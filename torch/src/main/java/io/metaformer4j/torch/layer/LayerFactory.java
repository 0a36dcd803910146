package io.metaformer4j.torch.layer;

import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.Operation;

/**
 * Makes the layers that a network is built of. There are two ways to compute the same function: one that records gradients
 * and runs anywhere, one that is fast on processors.
 */
public interface LayerFactory {

    /** The weights of all layers. */
    NetworkState state();

    /** A strided convolution. */
    Layer convolution(Operation.Convolution operation);

    /** A linear function of the channels of each position, with the activation of its result. */
    Layer pointwise(Operation.Pointwise operation);

    /**
     * Two linear functions of the channels of each position, one behind the other, the first with its activation.
     *
     * @param first the first
     * @param second the second
     * @return both
     */
    default Layer pointwise(Operation.Pointwise first, Operation.Pointwise second) {
        return pointwise(first).then(pointwise(second));
    }

    /**
     * A linear function of the channels of each position with its activation, and a convolution in which every channel has a kernel
     * of its own behind it.
     *
     * @param first the linear function
     * @param second the convolution
     * @return both
     */
    default Layer depthwise(Operation.Pointwise first, Mixing.DepthwiseConvolution second) {
        return pointwise(first).then(depthwise(second));
    }

    /** A linear function of vectors {@code [N, in]}. */
    Layer fullyConnected(Operation.Linear operation);

    /** A convolution in which every channel has a kernel of its own. */
    Layer depthwise(Mixing.DepthwiseConvolution operation);

    /**
     * The block in the way it is computed for a whole batch.
     *
     * @param block computes a block for any number of pictures
     * @param widest channels of the largest map inside it
     */
    Layer block(Layer block, int widest);
}
