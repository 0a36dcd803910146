package io.metaformer4j.zoo.plan;

import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.GeometricOrder;
import io.metaformer4j.zoo.architecture.TokenMixer.GeometricMixer;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.architecture.TokenMixerVisitor;
import io.metaformer4j.zoo.plan.Mixing.Geometric.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes token mixers as operations. Only attention stores its linear functions as matrices.
 *
 * @param path name of the mixer's module
 * @param dim channels of the map
 */
record MixerPlanner(String path, int dim) implements TokenMixerVisitor<List<Operation>> {

    private static final GeometricOrder ZEROTH = new GeometricOrder(0, 0);

    /** Epsilon of PyTorch's BatchNorm2d, which GeoFormer uses. */
    private static final double BATCH_NORM_EPSILON = 1e-5;

    @Override
    public List<Operation> identity(TokenMixer.Identity mixer) {
        return List.of(new Mixing.Identity(path, dim));
    }

    @Override
    public List<Operation> pooling(TokenMixer.Pooling mixer) {
        return List.of(new Mixing.AveragePool(path, dim, mixer.kernel(), true));
    }

    @Override
    public List<Operation> randomMixing(TokenMixer.RandomMixing mixer) {
        return List.of(new Mixing.RandomMix(path, dim, mixer.tokens()));
    }

    @Override
    public List<Operation> spatialFc(TokenMixer.SpatialFc mixer) {
        return List.of(new Mixing.SpatialFc(path + ".fc", dim, mixer.tokens()));
    }

    @Override
    public List<Operation> separableConv(TokenMixer.SeparableConv mixer) {
        int hidden = HiddenWidth.of(mixer.expansion(), dim);
        return List.of(
                expansion(".pwconv1", hidden, ".act1", mixer.activation()),
                new Mixing.DepthwiseConvolution(path + ".dwconv", hidden, mixer.kernel()),
                pointwise(path + ".pwconv2", hidden, dim));
    }

    @Override
    public List<Operation> attention(TokenMixer.Attention mixer) {
        int heads = mixer.heads(dim);
        int width = heads * mixer.headDim();
        return List.of(new Mixing.Attention(
                path,
                heads,
                mixer.headDim(),
                new Operation.Pointwise(path + ".qkv", dim, 3 * width, false, true, Optional.empty()),
                new Operation.Pointwise(path + ".proj", width, dim, mixer.projectionBias(), true, Optional.empty())));
    }

    @Override
    public List<Operation> geometric(GeometricMixer mixer) {
        return List.of(geometricAt(path, mixer, dim));
    }

    @Override
    public List<Operation> multiScaleGeometric(TokenMixer.MultiScaleGeometric mixer) {
        String scales = path + ".scale_mixers";
        List<Mixing.Geometric> parts = new ArrayList<>();
        for (int i = 0; i < mixer.scales().size(); i++) {
            parts.add(geometricAt(scales + "." + i, mixer.scales().get(i), dim));
        }
        Mixing.Concatenation all = new Mixing.Concatenation(scales, parts);
        List<Operation> operations = new ArrayList<>(List.of(all));
        operations.addAll(fusion(path + ".scale_fusion", all.channels(), dim));
        return operations;
    }

    @Override
    public List<Operation> geoBlock(TokenMixer.GeoBlock mixer) {
        int hidden = HiddenWidth.of(mixer.expansion(), dim);
        return between(mixer.activation(), geometricAt(path + ".spatial_mixer", mixer.mixer(), hidden));
    }

    @Override
    public List<Operation> poolBlock(TokenMixer.PoolBlock mixer) {
        int hidden = HiddenWidth.of(mixer.expansion(), dim);
        return between(
                mixer.activation(), new Mixing.AveragePool(path + ".spatial_mixer", hidden, mixer.kernel(), false));
    }

    /** A mixer of hidden channels between an expansion with an activation and a projection. */
    private List<Operation> between(Activation activation, Mixing mixer) {
        int hidden = mixer.channels();
        return List.of(
                expansion(".input_projection", hidden, ".input_activation", activation),
                mixer,
                pointwise(path + ".output_projection", hidden, dim));
    }

    private Operation.Pointwise expansion(String name, int hidden, String activationName, Activation activation) {
        Operation.Activate activate = new Operation.Activate(path + activationName, hidden, activation);
        return new Operation.Pointwise(path + name, dim, hidden, false, false, Optional.of(activate));
    }

    private static Operation.Pointwise pointwise(String path, int inputs, int channels) {
        return new Operation.Pointwise(path, inputs, channels, false, false, Optional.empty());
    }

    private static Mixing.Geometric geometricAt(String path, GeometricMixer mixer, int channels) {
        List<Filter> filters = new ArrayList<>();
        List<GeometricMixer.Branch> branches = mixer.branches(channels);
        for (int i = 0; i < branches.size(); i++) {
            filters.addAll(filters(path + ".magnitude_branches." + i, branches.get(i)));
        }
        List<Operation> details =
                switch (mixer.details()) {
                    case PLAIN -> List.of();
                    case NORMALIZED -> List.of(batchNorm(path + ".branch_norm", channels));
                    case FUSED -> fusion(path + ".detail_fusion", channels, channels);
                };
        Filter zeroth = new Filter(path + ".zeroth_order_filter", channels, ZEROTH, false);
        return new Mixing.Geometric(path, channels, mixer.kernel(), mixer.residual(), zeroth, filters, details);
    }

    private static List<Filter> filters(String path, GeometricMixer.Branch branch) {
        GeometricOrder order = branch.order();
        return order.angular() == 0
                ? List.of(new Filter(path + ".scalar_filter", branch.channels(), order, false))
                : List.of(
                        new Filter(path + ".cosine_filter", branch.channels(), order, false),
                        new Filter(path + ".sine_filter", branch.channels(), order, true));
    }

    /** 1x1 convolution without bias, batch normalisation, GELU. */
    private static List<Operation> fusion(String path, int inputs, int channels) {
        return List.of(
                pointwise(path + ".projection", inputs, channels),
                batchNorm(path + ".normalization", channels),
                new Operation.Activate(path + ".activation", channels, Activation.GELU));
    }

    private static Norm batchNorm(String path, int channels) {
        return new Norm.BatchNorm(path, channels, BATCH_NORM_EPSILON);
    }
}
