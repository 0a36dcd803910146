package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.addcmul;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.relu;

import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.torch.state.StateTensor;
import io.metaformer4j.zoo.plan.Operation;
import org.bytedeco.pytorch.Tensor;

/** The elementwise non-linearities. */
final class ActivationLayers {

    private ActivationLayers() {}

    static Layer of(Operation.Activate operation, NetworkState state) {
        return switch (operation.function()) {
            case GELU -> (x, pass) -> gelu(x);
            case RELU -> (x, pass) -> relu(x);
            case SQUARED_RELU -> (x, pass) -> squaredRelu(x);
            case STAR_RELU -> starRelu(state.get(operation.path() + ".scale"), state.get(operation.path() + ".bias"));
        };
    }

    private static Tensor squaredRelu(Tensor x) {
        Tensor positive = relu(x);
        return positive.mul(positive);
    }

    private static Layer starRelu(StateTensor scale, StateTensor bias) {
        return (x, pass) -> addcmul(bias.tensor(), scale.tensor(), squaredRelu(x));
    }
}
