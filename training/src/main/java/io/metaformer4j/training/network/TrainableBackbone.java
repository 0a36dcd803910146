package io.metaformer4j.training.network;

import io.metaformer4j.engine.Network;
import io.metaformer4j.torch.TorchInference;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.plan.HeadPlan;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.Operation;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** The network of a model and nothing else. */
public final class TrainableBackbone implements Trainable {

    private final TorchNetwork network;

    /**
     * Wraps a network.
     *
     * @param network the network, which belongs to this from then on
     */
    public TrainableBackbone(TorchNetwork network) {
        this.network = network;
    }

    @Override
    public TorchNetwork backbone() {
        return network;
    }

    @Override
    public Map<String, Tensor> parameters() {
        return network.parameters();
    }

    @Override
    public Map<String, Tensor> state() {
        return network.state();
    }

    @Override
    public Map<String, WeightTensor> snapshot() {
        return network.snapshot();
    }

    @Override
    public void restore(Map<String, WeightTensor> saved) {
        network.restore(saved);
    }

    @Override
    public TrainableBackbone copy() {
        return new TrainableBackbone(TorchNetwork.load(network.architecture(), network.options(), network.snapshot()));
    }

    @Override
    public Network view(Preprocessing preprocessing) {
        return TorchInference.of(network, preprocessing);
    }

    /** The last linear layer; the norms of the maps where there is no classifier. */
    @Override
    public String lastModule() {
        return classifier().orElseGet(() -> head().path());
    }

    @Override
    public Optional<String> classifier() {
        return head().classifier().map(Operation.Linear::path);
    }

    private HeadPlan head() {
        return NetworkPlan.of(network.architecture()).head();
    }

    @Override
    public void close() {
        network.close();
    }
}
