package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.cat;

import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.torch.state.StateTensor;
import io.metaformer4j.zoo.plan.Mixing.Geometric;
import io.metaformer4j.zoo.plan.Mixing.Geometric.Filter;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * GeoFormer's mixer: {@code anchor(x) [- x] + detailScale * details(x)}, where the details are |conv| for angular order 0 and
 * {@code sqrt(cosine^2 + sine^2 + eps)} for the others.
 *
 * <p>The kernels of all branches act on channel groups of their own, so one depthwise convolution with the concatenated
 * kernels equals the reference's one for each branch. Orders are sorted, the angular order 0 comes first.
 */
final class GeometricLayer implements Layer {

    private final Geometric operation;
    private final StateTensor zeroth;
    private final StateTensor detailScale;
    private final List<StateTensor> scalarsAndCosines;
    private final List<StateTensor> sines;
    private final long scalarChannels;
    private final Layer details;

    GeometricLayer(Geometric operation, OperationLayers layers, NetworkState state) {
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
        return anchor.addcmul(detailScale.tensor(), details.forward(magnitudes(x), pass));
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
                .add(new Scalar(Geometric.MAGNITUDE_EPSILON))
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
