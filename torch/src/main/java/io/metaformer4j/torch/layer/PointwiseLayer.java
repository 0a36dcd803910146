package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.conv2d;

import io.metaformer4j.torch.kernel.Kernels;
import io.metaformer4j.torch.kernel.Operations;
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
        if (x.is_cuda() && !matrix) {
            return conv2d(x, weight.tensor(), bias, ONE, ZERO, ONE, 1);
        }
        if (x.is_cuda() || !Kernels.ofProcess().convolvesPointwise()) {
            Tensor rows =
                    Operations.linear(x.permute(0, 2, 3, 1), weight.tensor().flatten(1, -1), bias);
            return rows.permute(0, 3, 1, 2);
        }
        Tensor kernel = matrix ? weight.tensor().unsqueeze(-1).unsqueeze(-1) : weight.tensor();
        return Operations.convolution(x, kernel, bias, ONE, ZERO);
    }
}
