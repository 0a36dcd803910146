package io.metaformer4j.training.objective;

import io.metaformer4j.training.network.Trainable;
import org.bytedeco.pytorch.Tensor;

/**
 * How far a network is from what it should answer to the pictures of a batch. Read by several threads at once, each with a
 * network of its own.
 */
@FunctionalInterface
public interface BatchLoss {

    /**
     * Runs a network once, for the logits or whatever else is to be compared, and compares. What is in another place than the
     * network's answers is moved there.
     *
     * @param network the network that the task trains, in training mode: its {@link Trainable#backbone backbone} has logits and
     *     maps, and what is beside that is known {@linkplain Trainable#as by its class}
     * @param images some of the pictures, {@code [count * views, C, H, W]}, the views of a picture one after the other; float32
     *     on the processor, from where the network takes them
     * @param from first of the pictures in the batch
     * @param count number of pictures, at least 1
     * @return a scalar with gradients, the mean over those pictures, owned by the open scope
     */
    Tensor of(Trainable network, Tensor images, int from, int count);
}
