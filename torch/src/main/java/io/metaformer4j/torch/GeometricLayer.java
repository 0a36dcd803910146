package io.metaformer4j.torch;

import static org.bytedeco.pytorch.global.torch.cat;

import io.metaformer4j.zoo.TokenMixer.GeometricMixer;
import io.metaformer4j.zoo.TokenMixer.GeometricMixer.Branch;
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

    /** Added under the square root (GeoFormer, GeoMixer: {@code epsilon}). */
    private static final double MAGNITUDE_EPSILON = 1e-4;

    private final NetworkState state;
    private final String prefix;
    private final GeometricMixer mixer;
    private final List<Branch> branches;
    private final long channels;
    private final long scalarChannels;
    private final Layer details;

    GeometricLayer(GeometricMixer mixer, Layers layers, String prefix) {
        this.state = layers.state();
        this.prefix = prefix;
        this.mixer = mixer;
        this.channels = state.get(prefix + "detail_scale").tensor().size(1);
        this.branches = mixer.branches((int) channels);
        this.scalarChannels = branches.stream()
                .filter(branch -> branch.order().angular() == 0)
                .mapToLong(Branch::channels)
                .sum();
        this.details = switch (mixer.details()) {
            case PLAIN -> Layer.IDENTITY;
            case NORMALIZED -> Norms.batchNorm(state, prefix + "branch_norm");
            case FUSED -> TokenMixers.fusion(layers, prefix + "detail_fusion");
        };
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        Tensor zeroth = Convolution.depthwise(x, kernels("zeroth_order_filter"));
        if (mixer.residual()) {
            zeroth = zeroth.sub(x);
        }
        Tensor scale = state.get(prefix + "detail_scale").tensor();
        return zeroth.addcmul(scale, details.forward(magnitudes(x), pass));
    }

    private Tensor magnitudes(Tensor x) {
        Tensor first = Convolution.depthwise(x, branchKernels(false)); // |.| or cosine, [N, C, H, W]
        Tensor scalars = first.narrow(1, 0, scalarChannels).abs();
        if (scalarChannels == channels) {
            return scalars;
        }
        long rest = channels - scalarChannels;
        Tensor cosine = first.narrow(1, scalarChannels, rest);
        Tensor sine = Convolution.depthwise(x.narrow(1, scalarChannels, rest), branchKernels(true));
        Tensor magnitude = cosine.square()
                .addcmul(sine, sine)
                .add(new Scalar(MAGNITUDE_EPSILON))
                .sqrt();
        return cat(new TensorVector(scalars, magnitude), 1);
    }

    private Tensor branchKernels(boolean sine) {
        TensorVector kernels = new TensorVector();
        for (int i = 0; i < branches.size(); i++) {
            boolean scalar = branches.get(i).order().angular() == 0;
            if (!scalar || !sine) {
                String filter = scalar ? "scalar_filter" : sine ? "sine_filter" : "cosine_filter";
                kernels.push_back(kernels("magnitude_branches." + i + "." + filter));
            }
        }
        return cat(kernels, 0);
    }

    private Tensor kernels(String filter) {
        return state.get(prefix + filter + ".weight").tensor();
    }
}
