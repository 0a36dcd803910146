package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.addcmul;
import static org.bytedeco.pytorch.global.torch.conv2d;

import io.metaformer4j.torch.kernel.Kernels;
import io.metaformer4j.torch.kernel.Operations;
import io.metaformer4j.torch.natives.NoArgument;
import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.torch.state.StateTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * A linear function of the channels of each position, stored as a 1x1 convolution {@code [out, in, 1, 1]} or a matrix
 * {@code [out, in]}. Computed as a convolution on the processor, where oneDNN's convolutions outrun OpenBLAS, unless oneDNN cannot
 * be trusted with it.
 */
final class PointwiseLayer implements Layer {

    private static final long[] ONE = {1, 1};
    private static final long[] ZERO = {0, 0};
    private static final long[] INPUTS = {1};

    private final StateTensor weight;
    private final TensorOptional bias;
    private final boolean matrix;

    PointwiseLayer(NetworkState state, String name) {
        this.weight = state.get(name + ".weight");
        this.bias = state.optional(name + ".bias");
        this.matrix = weight.tensor().dim() == 2;
    }

    @Override
    public Tensor forward(Tensor x, ForwardPass pass) {
        return product(x, weight.tensor(), bias);
    }

    /**
     * The function of {@code factor * x + shift}, without that map: {@code W (factor x + shift) + b = (factor W) x + (shift W 1 + b)}.
     *
     * @param x map {@code [N, in, H, W]}
     * @param factor what the map is multiplied by, {@code [1]}
     * @param shift what is added to it, {@code [1]}
     */
    Tensor forwardScaled(Tensor x, Tensor factor, Tensor shift) {
        Tensor sums = weight.tensor().flatten(1, -1).sum(INPUTS, false, NoArgument.type());
        Tensor shifted = bias.has_value() ? addcmul(bias.get(), sums, shift) : sums.mul(shift);
        return product(x, weight.tensor().mul(factor), new TensorOptional(shifted));
    }

    /**
     * The function times a factor for each channel of the result, without that map: {@code f (W x + b) = (f W) x + f b}.
     *
     * @param x map {@code [N, in, H, W]}
     * @param factors {@code [out]}
     */
    Tensor forwardTimes(Tensor x, Tensor factors) {
        Tensor rows = matrix ? factors.unsqueeze(-1) : factors.view(-1, 1, 1, 1);
        TensorOptional scaled = bias.has_value() ? new TensorOptional(bias.get().mul(factors)) : bias;
        return product(x, weight.tensor().mul(rows), scaled);
    }

    private Tensor product(Tensor x, Tensor weights, TensorOptional biases) {
        if (x.is_cuda() && !matrix) {
            return conv2d(x, weights, biases, ONE, ZERO, ONE, 1);
        }
        if (x.is_cuda() || !Kernels.ofProcess().convolvesPointwise()) {
            Tensor rows = Operations.linear(x.permute(0, 2, 3, 1), weights.flatten(1, -1), biases);
            return rows.permute(0, 3, 1, 2);
        }
        Tensor kernel = matrix ? weights.unsqueeze(-1).unsqueeze(-1) : weights;
        return Operations.convolution(x, kernel, biases, ONE, ZERO);
    }
}
