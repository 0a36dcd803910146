package io.metaformer4j.engine;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;

/**
 * What explanations are made of: how much the score of a class would change with an activation, or with the picture. Safe for
 * concurrent use.
 */
public interface Gradients {

    /**
     * Activations and their gradients.
     *
     * @param activation values of the output {@code [N, ...]}
     * @param gradient derivative of the score of each picture's class with respect to them, of the same shape
     * @param logits the scores {@code [N, classes]}
     */
    record ActivationGradient(FloatArray activation, FloatArray gradient, FloatArray logits) {}

    /**
     * What an operation adds to each channel of its map, and how much the score of a class would change with it.
     *
     * @param operation path of the operation, e.g. {@code stages.0.blocks.0.mlp.fc1}
     * @param bias what it adds {@code [C]}: the bias of a convolution; of a batch normalisation its bias and what its running
     *     mean makes together
     * @param gradient derivative of the score of each picture's class with respect to the result of the operation
     *     {@code [N, C, H, W]}, before an activation
     */
    record BiasGradient(String operation, FloatArray bias, FloatArray gradient) {}

    /**
     * The parts of which full gradients are made (arXiv 1905.00780, section 3).
     *
     * @param input the input, its gradient, and the logits
     * @param biases the biases of the network in the order of computation
     */
    record FullGradient(ActivationGradient input, List<BiasGradient> biases) {

        public FullGradient {
            biases = List.copyOf(biases);
        }
    }

    /**
     * Computes an activation, or the input, and the gradient of a score with respect to it.
     *
     * <p>At the {@linkplain Output#INPUT input}, the gradient is with respect to the normalised values, also if the pictures
     * come as bytes: for the change with a value from 0 to 1, divide by the standard deviation of its channel.
     *
     * @param images pictures {@code [N, C, H, W]}, as for {@link Network#run}
     * @param at where in the network: the {@linkplain Output#INPUT input} or an {@linkplain Output#activation activation}
     * @param classes for each picture the index of the class whose logit is the score
     * @return the activation, its gradient, and the logits
     * @throws MetaFormerException if the network has no such activation or class, or does not take the size
     * @throws IllegalStateException if the network is closed
     */
    ActivationGradient of(ImageBatch images, Output at, int... classes);

    /**
     * Computes the gradients of a score with respect to the input and behind every bias of a convolution or batch
     * normalisation, in one pass. A linear function of the channels of each position counts as a convolution if its weight is
     * stored as one. The biases of other linear functions, of layer and group normalisations and of activations are no part of
     * it, as in the implementation in pytorch-grad-cam.
     *
     * <p>The result takes about as much memory as all maps of the network together.
     *
     * @param images pictures {@code [N, C, H, W]}, as for {@link Network#run}
     * @param classes for each picture the index of the class whose logit is the score
     * @return the gradients
     * @throws MetaFormerException if the network has no classifier or no such class, or does not take the size
     * @throws IllegalStateException if the network is closed
     */
    FullGradient full(ImageBatch images, int... classes);
}
