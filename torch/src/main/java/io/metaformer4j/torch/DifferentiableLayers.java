package io.metaformer4j.torch;

import io.metaformer4j.zoo.Activation;
import io.metaformer4j.zoo.ConvSpec;
import org.bytedeco.pytorch.TensorOptional;

/** Layers of plain operations, which record gradients if the thread wants them and run on every device. */
record DifferentiableLayers(NetworkState state) implements Layers {

    @Override
    public Layer convolution(String name, ConvSpec spec) {
        return Convolution.strided(state, name, spec.stride(), spec.padding());
    }

    @Override
    public Layer pointwise(String name) {
        return new Pointwise(state, name);
    }

    @Override
    public Layer pointwise(String name, Activation activation, String activationName) {
        return pointwise(name).then(Activations.of(activation, state, activationName));
    }

    @Override
    public Layer fullyConnected(String name) {
        Weight weight = state.get(name + ".weight");
        TensorOptional bias = state.optional(name + ".bias");
        return (x, pass) -> Operations.linear(x, weight.tensor(), bias);
    }

    @Override
    public Layer depthwise(String name, int kernel) {
        return Convolution.depthwise(state, name, kernel);
    }

    @Override
    public Layer block(Layer block, int hiddenChannels) {
        return block;
    }
}
