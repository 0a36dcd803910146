package io.metaformer4j.training.network;

import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.Map;
import java.util.Optional;

/** Makes the network that a task trains. Called once in every process; replicas and averages are copies. */
@FunctionalInterface
public interface TrainableFactory {

    /** The network of the model alone. */
    TrainableFactory BACKBONE = (architecture, options, weights, seed) ->
            new TrainableBackbone(backbone(architecture, options, weights, seed));

    /**
     * Makes the network as it is before the first update, or before the weights of a checkpoint are put into it.
     *
     * @param architecture the model's, with the randomness of the recipe
     * @param options where and how it computes; weights in single precision
     * @param weights weights to start from by canonical names; empty for fresh ones
     * @param seed the same seed gives the same fresh weights
     * @return the network, in evaluation mode, which is the caller's to close
     * @throws io.metaformer4j.zoo.MetaFormerException if the device is not available, or a tensor is missing or of another
     *     shape
     */
    Trainable create(
            Architecture architecture, NetworkOptions options, Optional<Map<String, WeightTensor>> weights, long seed);

    /**
     * Makes the network of a model, for a factory that puts something beside it.
     *
     * @param architecture the model's
     * @param options where and how it computes
     * @param weights weights to start from by canonical names, of which it needs its own; empty for fresh ones
     * @param seed the same seed gives the same fresh weights
     * @return the network, in evaluation mode, which is the caller's to close
     * @throws io.metaformer4j.zoo.MetaFormerException if the device is not available, or a tensor is missing or of another
     *     shape
     */
    static TorchNetwork backbone(
            Architecture architecture, NetworkOptions options, Optional<Map<String, WeightTensor>> weights, long seed) {
        return weights.map(tensors -> TorchNetwork.load(architecture, options, tensors))
                .orElseGet(() -> TorchNetwork.create(architecture, options, seed));
    }
}
