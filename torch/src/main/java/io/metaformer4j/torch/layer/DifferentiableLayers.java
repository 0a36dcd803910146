package io.metaformer4j.torch.layer;

import io.metaformer4j.torch.kernel.Operations;
import io.metaformer4j.torch.run.ActivationObserver;
import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.torch.state.StateTensor;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.Operation;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Layers of plain operations, which record gradients if the thread wants them and run on every device.
 *
 * @param state the weights
 * @param depthwise computes depthwise convolutions in training; empty where nothing is trained
 */
public record DifferentiableLayers(NetworkState state, Optional<DepthwiseGradients> depthwise) implements LayerFactory {

    @Override
    public Layer convolution(Operation.Convolution operation) {
        return biased(operation.path(), Convolution.strided(state, operation));
    }

    @Override
    public Layer pointwise(Operation.Pointwise operation) {
        Layer plain = new PointwiseLayer(state, operation.path());
        boolean isConvolution = !operation.matrix();
        Layer linear = operation.bias() && isConvolution ? biased(operation.path(), plain) : plain;
        return operation
                .activation()
                .map(activation -> linear.then(ActivationLayers.ofOwn(activation, state)))
                .orElse(linear);
    }

    /**
     * In training, StarReLU between two linear functions is its square alone: {@link PointwiseLayer#forwardScaled} has its scale
     * and its bias, so that passes over the widest map of a block, and over its gradient, become products of weights.
     */
    @Override
    public Layer pointwise(Operation.Pointwise first, Operation.Pointwise second) {
        Layer plain = pointwise(first).then(pointwise(second));
        Optional<Operation.Activate> star =
                first.activation().filter(activation -> activation.function() == Activation.STAR_RELU);
        if (star.isEmpty() || second.activation().isPresent()) {
            return plain;
        }
        PointwiseLayer opening = new PointwiseLayer(state, first.path());
        PointwiseLayer closing = new PointwiseLayer(state, second.path());
        StateTensor scale = state.get(star.get().path() + ".scale");
        StateTensor bias = state.get(star.get().path() + ".bias");
        return (x, pass) -> unwatched(pass)
                ? closing.forwardScaled(
                        ActivationLayers.squaredReluOfOwn(opening.forward(x, pass)), scale.tensor(), bias.tensor())
                : plain.forward(x, pass);
    }

    /** Whether nobody sees the maps between the layers of a pass in training. */
    private static boolean unwatched(ForwardPass pass) {
        return pass.training() && pass.observer() == ActivationObserver.NONE;
    }

    /** Shows the result of a convolution with its bias. */
    private Layer biased(String path, Layer convolution) {
        StateTensor bias = state.get(path + ".bias");
        return convolution.observed(path, bias::tensor);
    }

    @Override
    public Layer fullyConnected(Operation.Linear operation) {
        StateTensor weight = state.get(operation.path() + ".weight");
        TensorOptional bias = state.optional(operation.path() + ".bias");
        return (x, pass) -> Operations.linear(x, weight.tensor(), bias);
    }

    @Override
    public Layer depthwise(Mixing.DepthwiseConvolution operation) {
        Layer plain = Convolution.depthwise(state, operation);
        StateTensor weight = state.get(operation.path() + ".weight");
        if (depthwise.isEmpty() || state.optional(operation.path() + ".bias").has_value()) {
            return plain;
        }
        DepthwiseGradients gradients = depthwise.get();
        return (x, pass) -> gradients.suit(x, weight.tensor(), pass)
                ? gradients.convolution(x, weight.tensor())
                : plain.forward(x, pass);
    }

    /** In training, StarReLU before a convolution is its square alone, too: {@link DepthwiseGradients#convolutionScaled}. */
    @Override
    public Layer depthwise(Operation.Pointwise first, Mixing.DepthwiseConvolution second) {
        Layer opening = pointwise(first);
        Layer closing = depthwise(second);
        Optional<Operation.Activate> star =
                first.activation().filter(activation -> activation.function() == Activation.STAR_RELU);
        if (star.isEmpty()
                || depthwise.isEmpty()
                || state.optional(second.path() + ".bias").has_value()) {
            return opening.then(closing);
        }
        DepthwiseGradients gradients = depthwise.get();
        Layer linear = new PointwiseLayer(state, first.path());
        Layer activation = ActivationLayers.ofOwn(star.get(), state);
        StateTensor scale = state.get(star.get().path() + ".scale");
        StateTensor bias = state.get(star.get().path() + ".bias");
        StateTensor weight = state.get(second.path() + ".weight");
        return (x, pass) -> {
            if (!unwatched(pass)) {
                return closing.forward(opening.forward(x, pass), pass);
            }
            Tensor products = linear.forward(x, pass);
            return gradients.suit(products, weight.tensor(), pass)
                    ? gradients.convolutionScaled(
                            ActivationLayers.squaredReluOfOwn(products), weight.tensor(), scale.tensor(), bias.tensor())
                    : closing.forward(activation.forward(products, pass), pass);
        };
    }

    @Override
    public Layer block(Layer block, int widest) {
        return block;
    }
}
