package io.metaformer4j.torch;

import io.metaformer4j.torch.kernel.OneDnn;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Networks whose packed weights are made by given operators. */
public final class GivenOperators {

    private GivenOperators() {}

    public static TorchNetwork load(
            Architecture architecture, Map<String, WeightTensor> weights, Supplier<Optional<OneDnn>> operators) {
        return TorchNetwork.load(architecture, NetworkOptions.DEFAULT, weights, operators);
    }
}
