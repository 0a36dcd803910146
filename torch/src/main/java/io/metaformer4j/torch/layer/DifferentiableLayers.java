package io.metaformer4j.torch.layer;

import io.metaformer4j.torch.kernel.Operations;
import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.torch.state.StateTensor;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.Operation;
import org.bytedeco.pytorch.TensorOptional;

/** Layers of plain operations, which record gradients if the thread wants them and run on every device. */
public record DifferentiableLayers(NetworkState state) implements LayerFactory {

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
                .map(activation -> linear.then(ActivationLayers.of(activation, state)))
                .orElse(linear);
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
        return Convolution.depthwise(state, operation);
    }

    @Override
    public Layer block(Layer block, int widest) {
        return block;
    }
}
