package io.metaformer4j.torch;

import io.metaformer4j.zoo.Activation;
import io.metaformer4j.zoo.ConvSpec;

/**
 * Makes the layers that a network is built of. There are two ways to compute the same function: one that records gradients
 * and runs anywhere, one that is fast on processors.
 */
interface Layers {

    /** The weights of all layers. */
    NetworkState state();

    /** A strided convolution with bias. */
    Layer convolution(String name, ConvSpec spec);

    /** A linear function of the channels of each position. */
    Layer pointwise(String name);

    /** A linear function of the channels of each position, then an activation, whose weights have a name of their own. */
    Layer pointwise(String name, Activation activation, String activationName);

    /** A linear function of vectors {@code [N, in]}. */
    Layer fullyConnected(String name);

    /** A convolution in which every channel has a kernel of its own; the map keeps its size. */
    Layer depthwise(String name, int kernel);

    /**
     * The block in the way it is computed for a whole batch.
     *
     * @param block computes a block for any number of pictures
     * @param hiddenChannels width of the largest map inside it
     */
    Layer block(Layer block, int hiddenChannels);
}
