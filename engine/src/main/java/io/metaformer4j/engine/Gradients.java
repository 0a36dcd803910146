package io.metaformer4j.engine;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;

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
}
