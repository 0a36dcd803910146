package io.metaformer4j.torch;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.matmul;

import io.metaformer4j.zoo.TokenMixer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Builds the layer of every token mixer. */
final class TokenMixers implements TokenMixer.Visitor<Layer> {

    private final Layers layers;
    private final NetworkState state;
    private final String prefix;

    /** Builds mixers whose weights start with a prefix that ends with a dot. */
    TokenMixers(Layers layers, String prefix) {
        this.layers = layers;
        this.state = layers.state();
        this.prefix = prefix;
    }

    @Override
    public Layer identity(TokenMixer.Identity mixer) {
        return Layer.IDENTITY;
    }

    @Override
    public Layer pooling(TokenMixer.Pooling mixer) {
        Layer pool = averagePool(mixer.kernel());
        return (x, pass) -> pool.forward(x, pass).sub(x);
    }

    /** Means over the window; positions outside the map are not counted. */
    private static Layer averagePool(int kernel) {
        return (x, pass) -> Operations.averagePool(x, kernel);
    }

    @Override
    public Layer randomMixing(TokenMixer.RandomMixing mixer) {
        return mixTokens(state.get(prefix + "random_matrix"));
    }

    @Override
    public Layer spatialFc(TokenMixer.SpatialFc mixer) {
        return mixTokens(state.get(prefix + "fc.weight"));
    }

    /** {@code out[m] = sum_n M[m, n] x[n]} over the row-major positions. */
    private static Layer mixTokens(Weight matrix) {
        return (x, pass) -> {
            Tensor tokens = x.permute(0, 2, 3, 1).flatten(1, 2); // [N, H*W, C]
            return Maps.ofTokens(matmul(matrix.tensor(), tokens), x);
        };
    }

    @Override
    public Layer separableConv(TokenMixer.SeparableConv mixer) {
        return layers.pointwise(prefix + "pwconv1", mixer.activation(), prefix + "act1")
                .then(layers.depthwise(prefix + "dwconv", mixer.kernel()))
                .then(layers.pointwise(prefix + "pwconv2"));
    }

    @Override
    public Layer attention(TokenMixer.Attention mixer) {
        Layer qkv = layers.pointwise(prefix + "qkv");
        Layer projection = layers.pointwise(prefix + "proj");
        return (x, pass) -> {
            Tensor rows = qkv.forward(x, pass).permute(0, 2, 3, 1).flatten(1, 2); // [N, L, 3 * heads * headDim]
            Tensor mixed = attend(rows, mixer.headDim()); // [N, L, heads * headDim]
            return projection.forward(Maps.ofTokens(mixed, x), pass);
        };
    }

    private static Tensor attend(Tensor rows, int headDim) {
        long n = rows.size(0);
        long tokens = rows.size(1);
        long width = rows.size(2) / 3;
        Tensor split = rows.view(n, tokens, 3, width / headDim, headDim).permute(2, 0, 3, 1, 4);
        Tensor mixed = Operations.attention(split.select(0, 0), split.select(0, 1), split.select(0, 2));
        return mixed.transpose(1, 2).reshape(n, tokens, width);
    }

    @Override
    public Layer geometric(TokenMixer.GeometricMixer mixer) {
        return new GeometricLayer(mixer, layers, prefix);
    }

    @Override
    public Layer multiScaleGeometric(TokenMixer.MultiScaleGeometric mixer) {
        List<Layer> scales = new ArrayList<>();
        for (int i = 0; i < mixer.scales().size(); i++) {
            scales.add(mixer.scales().get(i).accept(new TokenMixers(layers, prefix + "scale_mixers." + i + ".")));
        }
        Layer fusion = fusion(layers, prefix + "scale_fusion");
        return (x, pass) -> {
            TensorVector outputs = new TensorVector();
            for (Layer scale : scales) {
                outputs.push_back(scale.forward(x, pass));
            }
            return fusion.forward(cat(outputs, 1), pass);
        };
    }

    /** 1x1 convolution, batch normalisation, GELU. */
    static Layer fusion(Layers layers, String name) {
        return layers.pointwise(name + ".projection")
                .then(Norms.batchNorm(layers.state(), name + ".normalization"))
                .then((x, pass) -> gelu(x));
    }

    @Override
    public Layer geoBlock(TokenMixer.GeoBlock mixer) {
        return layers.pointwise(prefix + "input_projection", mixer.activation(), prefix + "input_activation")
                .then(mixer.mixer().accept(new TokenMixers(layers, prefix + "spatial_mixer.")))
                .then(layers.pointwise(prefix + "output_projection"));
    }

    @Override
    public Layer poolBlock(TokenMixer.PoolBlock mixer) {
        return layers.pointwise(prefix + "input_projection", mixer.activation(), prefix + "input_activation")
                .then(averagePool(mixer.kernel()))
                .then(layers.pointwise(prefix + "output_projection"));
    }
}
