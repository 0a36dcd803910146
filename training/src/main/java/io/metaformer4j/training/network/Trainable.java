package io.metaformer4j.training.network;

import io.metaformer4j.engine.Network;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What learns: the network of a model, alone or with parts of one's own beside it, such as the head of a detector. All of
 * its tensors are alike to the trainer: those of {@link #parameters()} get gradients, clipping, weight decay and a state of
 * the optimizer, those of {@link #state()} are averaged and stored. The forward pass is a matter between the class that
 * implements this and the {@link io.metaformer4j.training.objective.BatchLoss} that knows it, see {@link #as}.
 *
 * <p>Owns its tensors until it is closed, and belongs to one thread. The handles of its tensors stay the same all the time;
 * replicas exchange the data behind those of their parameters.
 */
public interface Trainable extends AutoCloseable {

    /**
     * The network of the model.
     *
     * @return the backbone, owned by this
     */
    TorchNetwork backbone();

    /**
     * Every tensor that training changes by gradients.
     *
     * @return float32 leaves of autograd by canonical names, always in the same order, by which layers are counted; the
     *     names of a module's tensors begin with that of the module and a point
     */
    Map<String, Tensor> parameters();

    /**
     * Everything that is to be stored: the parameters, and what else there is, such as running statistics.
     *
     * @return handles by canonical names, always in the same order
     */
    Map<String, Tensor> state();

    /**
     * Copies the whole state.
     *
     * @return float32 tensors (int64 for counters) by the names of {@link #state()}, in that order
     */
    Map<String, WeightTensor> snapshot();

    /**
     * Replaces the values of the whole state.
     *
     * @param saved what {@link #snapshot()} returned, of any convertible type
     * @throws MetaFormerException if a tensor is missing or of another shape
     */
    void restore(Map<String, WeightTensor> saved);

    /**
     * Makes another one for a replica or an average, of the same class and with the same options.
     *
     * @return a network with a state of its own of the same values, which is the caller's to close
     */
    Trainable copy();

    /**
     * Looks at this as what is measured between epochs.
     *
     * @param preprocessing whose statistics normalise pictures that come as bytes
     * @return the view, while this is in evaluation mode and not changed; closing it does not close this
     */
    Network view(Preprocessing preprocessing);

    /**
     * The module that learns at the full rate where the rate falls from layer to layer, and whose gradients adaptive
     * clipping leaves alone: usually the last linear layer.
     *
     * @return its canonical name, such as {@code head.fc}
     */
    String lastModule();

    /**
     * The module that can learn alone, while everything else is frozen.
     *
     * @return its canonical name; empty if there is none
     */
    default Optional<String> classifier() {
        return Optional.of(lastModule());
    }

    /**
     * Switches to training, of the backbone unless parts beside it need it too.
     *
     * @param seed decides about everything random in the passes until the next call
     */
    default void train(long seed) {
        backbone().train(seed);
    }

    /**
     * Switches to evaluation: nothing is random, running statistics are used. Called again whenever the weights have
     * changed.
     */
    default void evaluate() {
        backbone().evaluate();
    }

    /**
     * Computes gradients of all parameters.
     *
     * @param loss a scalar that depends on the last forward pass
     */
    default void backward(Tensor loss) {
        backbone().backward(loss);
    }

    /**
     * This as what an objective knows.
     *
     * @param <N> the class of the network
     * @param type the class that the objective is made for
     * @return this
     * @throws MetaFormerException if the task trains another kind of network
     */
    default <N extends Trainable> N as(Class<N> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new MetaFormerException("the objective is made for a network of " + type.getName()
                + ", but the task trains one of " + getClass().getName()
                + "; give the task that network, or another objective");
    }

    @Override
    void close();
}
