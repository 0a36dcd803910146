package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.addcmul;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.mse_loss;
import static org.bytedeco.pytorch.global.torch.relu;

import io.metaformer4j.torch.kernel.Autocast;
import io.metaformer4j.torch.run.ActivationObserver;
import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.torch.state.StateTensor;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.plan.Operation;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The elementwise non-linearities. */
final class ActivationLayers {

    /** libtorch's number for a loss of each value by itself. */
    private static final long EACH = 0;

    private ActivationLayers() {}

    static Layer of(Operation.Activate operation, NetworkState state) {
        return switch (operation.function()) {
            case GELU -> (x, pass) -> gelu(x);
            case RELU -> (x, pass) -> relu(x);
            case SQUARED_RELU -> (x, pass) -> squaredRelu(x);
            case STAR_RELU -> starRelu(state.get(operation.path() + ".scale"), state.get(operation.path() + ".bias"));
        };
    }

    /** {@code relu(x)^2}. */
    private static Tensor squaredRelu(Tensor x) {
        Tensor positive = relu(x);
        return positive.mul(positive);
    }

    /**
     * {@code relu(x)^2} of a map that nobody else sees, and that holds {@code relu(x)} afterwards. As the squared distance from zero
     * its gradient {@code 2 relu(x) g} takes one pass over the map instead of four; it is zero where x is negative, so that autograd
     * need not know of the ReLU. Automatic mixed precision would compute a distance in single precision, so it is off meanwhile.
     */
    static Tensor squaredReluOfOwn(Tensor x) {
        boolean channelsLast = x.is_contiguous(MemoryFormat.ChannelsLast);
        if (x.scalar_type().intern() == ScalarType.Half || !(channelsLast || x.is_contiguous())) {
            return squaredRelu(x);
        }
        x.detach().relu_();
        Tensor rows = channelsLast
                ? x.permute(0, 2, 3, 1)
                : x; // libtorch writes that gradient row by row, whatever the order
        Tensor zero = rows.new_zeros(1).expand_as(rows);
        Tensor squares = Autocast.current(x.is_cuda()).off().compute(() -> mse_loss(rows, zero, EACH));
        return channelsLast ? squares.permute(0, 3, 1, 2) : squares;
    }

    /** A non-linearity of maps that nobody else needs, such as products, unless the pass is watched. */
    static Layer ofOwn(Operation.Activate operation, NetworkState state) {
        Layer plain = of(operation, state);
        if (operation.function() != Activation.STAR_RELU) {
            return plain;
        }
        StateTensor scale = state.get(operation.path() + ".scale");
        StateTensor bias = state.get(operation.path() + ".bias");
        return (x, pass) -> pass.training() && pass.observer() == ActivationObserver.NONE
                ? addcmul(bias.tensor(), scale.tensor(), squaredReluOfOwn(x))
                : plain.forward(x, pass);
    }

    private static Layer starRelu(StateTensor scale, StateTensor bias) {
        return (x, pass) -> addcmul(bias.tensor(), scale.tensor(), squaredRelu(x));
    }
}
