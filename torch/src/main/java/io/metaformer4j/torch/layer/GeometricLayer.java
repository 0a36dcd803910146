package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.cat;

import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.torch.state.StateTensor;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.Mixing.Geometric.Filter;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * GeoFormer's mixer. In the plain form, with one branch of channels {@code x_b} for each order (n, m):
 *
 * <pre>
 * anchor = zeroth * x                              (a depthwise convolution), less x if residual
 * d_b    = |cosine_n0 * x_b|                       where m = 0
 * d_b    = sqrt((cosine_nm * x_b)^2 + (sine_nm * x_b)^2 + eps)   elsewhere
 * y      = anchor + detailScale * details([d_1, d_2, ...])
 * </pre>
 *
 * <p>The fast form below has one convolution for the kernels of all branches, which act on channels of their own: orders are
 * sorted by m, so that the branches without a sine come first, and all cosines are joined, as are all sines.
 */
final class GeometricLayer implements Layer {

    private final Mixing.Geometric operation;
    private final StateTensor zeroth;
    private final StateTensor detailScale;
    private final List<StateTensor> scalarsAndCosines;
    private final List<StateTensor> sines;
    private final long scalarChannels;
    private final Layer details;

    GeometricLayer(Mixing.Geometric operation, OperationLayers layers, NetworkState state) {
        this.operation = operation;
        this.zeroth = kernels(operation.zeroth(), state);
        this.detailScale = state.get(operation.detailScale());
        this.scalarsAndCosines = operation.filters().stream()
                .filter(filter -> !filter.sine())
                .map(filter -> kernels(filter, state))
                .toList();
        this.sines = operation.filters().stream()
                .filter(Filter::sine)
                .map(filter -> kernels(filter, state))
                .toList();
        this.scalarChannels = operation.filters().stream()
                .filter(filter -> filter.order().angular() == 0)
                .mapToLong(Filter::channels)
                .sum();
        this.details = layers.sequence(operation.details());
    }

    private static StateTensor kernels(Filter filter, NetworkState state) {
        return state.get(filter.path() + ".weight");
    }

    @Override
    public Tensor forward(Tensor x, ForwardPass pass) {
        Tensor anchor = Convolution.depthwise(x, zeroth.tensor());
        if (operation.residual()) {
            anchor = anchor.sub(x);
        }
        Tensor d = magnitudes(x); // [N, C, H, W]
        return anchor.addcmul(detailScale.tensor(), details.forward(d, pass)); // anchor + detailScale * details(d)
    }

    private Tensor magnitudes(Tensor x) {
        Tensor first = Convolution.depthwise(x, joined(scalarsAndCosines)); // |.| or cosine, [N, C, H, W]
        Tensor scalars = first.narrow(1, 0, scalarChannels).abs();
        if (sines.isEmpty()) {
            return scalars;
        }
        long rest = operation.channels() - scalarChannels;
        Tensor cosine = first.narrow(1, scalarChannels, rest);
        Tensor sine = Convolution.depthwise(x.narrow(1, scalarChannels, rest), joined(sines));
        Tensor magnitude = cosine.square()
                .addcmul(sine, sine)
                .add(new Scalar(Mixing.Geometric.MAGNITUDE_EPSILON))
                .sqrt();
        return cat(new TensorVector(scalars, magnitude), 1);
    }

    private static Tensor joined(List<StateTensor> kernels) {
        TensorVector all = new TensorVector();
        for (StateTensor weight : kernels) {
            all.push_back(weight.tensor());
        }
        return cat(all, 0);
    }
}
