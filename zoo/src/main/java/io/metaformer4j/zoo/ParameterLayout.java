package io.metaformer4j.zoo;

import io.metaformer4j.zoo.ParameterSpec.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every tensor of a network's state, computed from its description: canonical name, shape, kind and initial value, in the
 * order in which the network uses them.
 */
public final class ParameterLayout {

    /** Deviation of fresh weights and the absolute value at which they are cut; both papers. */
    private static final Initializer TRUNCATED_NORMAL = new Initializer.TruncatedNormal(0.02, 2);

    private static final Initializer ZEROS = new Initializer.Constant(0);
    private static final Initializer ONES = new Initializer.Constant(1);

    /** Initial factor of the details of a geometric mixer (GeoFormer, {@code detail_scale_init}). */
    private static final double DETAIL_SCALE = 3e-3;

    private final List<ParameterSpec> specs = new ArrayList<>();
    private final Map<String, ParameterSpec> byName = new LinkedHashMap<>();
    private final Architecture architecture;

    private ParameterLayout(Architecture architecture) {
        this.architecture = architecture;
        addStem();
        for (int i = 0; i < architecture.stages().size(); i++) {
            addStage(i);
        }
        architecture.head().accept(new HeadParameters());
        for (ParameterSpec spec : specs) {
            byName.put(spec.name(), spec);
        }
    }

    /**
     * Lays out the state of a network.
     *
     * @param architecture the description
     * @return the layout
     */
    public static ParameterLayout of(Architecture architecture) {
        return new ParameterLayout(architecture);
    }

    /**
     * All tensors in the order of use.
     *
     * @return an unmodifiable list
     */
    public List<ParameterSpec> specs() {
        return List.copyOf(specs);
    }

    /**
     * Finds a tensor by its canonical name.
     *
     * @param name canonical name
     * @return the tensor, or empty if the network has none of that name
     */
    public Optional<ParameterSpec> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * Number of elements of one kind.
     *
     * @param kind the kind
     * @return the sum over all tensors of that kind
     */
    public long elements(Kind kind) {
        return specs.stream()
                .filter(spec -> spec.kind() == kind)
                .mapToLong(ParameterSpec::elements)
                .sum();
    }

    private void addStem() {
        Embedding stem = architecture.stem();
        int dim = architecture.stages().get(0).dim();
        addEmbeddingConv("stem.conv", stem.conv(), architecture.inputChannels(), dim);
        addNorm("stem.norm", stem.norm(), dim);
    }

    private void addStage(int index) {
        Stage stage = architecture.stages().get(index);
        String prefix = "stages." + index + ".";
        if (stage.downsampling().isPresent()) {
            int before = architecture.stages().get(index - 1).dim();
            Embedding downsampling = stage.downsampling().get();
            addNorm(prefix + "downsample.norm", downsampling.norm(), before);
            addEmbeddingConv(prefix + "downsample.conv", downsampling.conv(), before, stage.dim());
        }
        stage.positionEmbedding()
                .ifPresent(embedding ->
                        add(prefix + "pos_embed", ZEROS, 1, stage.dim(), embedding.height(), embedding.width()));
        for (int i = 0; i < stage.depth(); i++) {
            addBlock(prefix + "blocks." + i + ".", stage);
        }
    }

    private void addBlock(String prefix, Stage stage) {
        Block block = stage.block();
        int dim = stage.dim();
        int hidden = block.mlp().hidden(dim);
        addNorm(prefix + "norm1", block.norm(), dim);
        block.mixer().accept(new MixerParameters(prefix + "token_mixer.", dim));
        addScales(prefix, "1", block, dim);
        addNorm(prefix + "norm2", block.norm(), dim);
        addPointwise(
                prefix + "mlp.fc1",
                dim,
                hidden,
                block.storesMatrices(),
                block.mlp().bias());
        addActivation(prefix + "mlp.act", block.mlp().activation());
        addPointwise(
                prefix + "mlp.fc2",
                hidden,
                dim,
                block.storesMatrices(),
                block.mlp().bias());
        addScales(prefix, "2", block, dim);
    }

    private void addScales(String prefix, String branch, Block block, int dim) {
        block.layerScale()
                .ifPresent(initial ->
                        add(prefix + "layer_scale" + branch + ".scale", new Initializer.Constant(initial), dim));
        block.residualScale()
                .ifPresent(initial ->
                        add(prefix + "res_scale" + branch + ".scale", new Initializer.Constant(initial), dim));
    }

    private void addEmbeddingConv(String name, ConvSpec conv, int in, int out) {
        boolean pytorchDefault = architecture.initialization() == Initialization.POOLFORMER_V1;
        double bound = 1 / Math.sqrt((double) in * conv.kernel() * conv.kernel());
        Initializer uniform = new Initializer.Uniform(bound);
        Initializer normal = weights(in * conv.kernel() * conv.kernel());
        add(name + ".weight", pytorchDefault ? uniform : normal, out, in, conv.kernel(), conv.kernel());
        add(name + ".bias", pytorchDefault ? uniform : ZEROS, out);
    }

    /** A 1x1 convolution, stored as such or as a matrix. */
    private void addPointwise(String name, int in, int out, boolean matrix, boolean bias) {
        if (matrix) {
            add(name + ".weight", weights(in), out, in);
        } else {
            add(name + ".weight", weights(in), out, in, 1, 1);
        }
        if (bias) {
            add(name + ".bias", ZEROS, out);
        }
    }

    /** Initializer of a convolution or matrix whose outputs sum over {@code fanIn} products. */
    private Initializer weights(int fanIn) {
        if (architecture.initialization() != Initialization.FAN_IN) {
            return TRUNCATED_NORMAL;
        }
        double std = 1 / Math.sqrt(fanIn);
        return new Initializer.TruncatedNormal(std, 2 * std);
    }

    private void addActivation(String name, Activation activation) {
        if (activation == Activation.STAR_RELU) {
            add(name + ".scale", ONES, 1);
            add(name + ".bias", ZEROS, 1);
        }
    }

    private void addNorm(String name, Normalization norm, int dim) {
        norm.accept(new Normalization.Visitor<Void>() {
            @Override
            public Void none(Normalization.None none) {
                return null;
            }

            @Override
            public Void layerNorm(Normalization.LayerNorm layerNorm) {
                addAffine(name, layerNorm.bias(), dim);
                return null;
            }

            @Override
            public Void groupNorm(Normalization.GroupNorm groupNorm) {
                addAffine(name, groupNorm.bias(), dim);
                return null;
            }
        });
    }

    private void addAffine(String name, boolean bias, int dim) {
        add(name + ".weight", ONES, dim);
        if (bias) {
            add(name + ".bias", ZEROS, dim);
        }
    }

    private void addBatchNorm(String name, int dim) {
        addAffine(name, true, dim);
        add(name + ".running_mean", Kind.BUFFER, ZEROS, dim);
        add(name + ".running_var", Kind.BUFFER, ONES, dim);
        add(name + ".num_batches_tracked", Kind.COUNTER, ZEROS);
    }

    private void add(String name, Initializer initializer, Integer... shape) {
        add(name, Kind.TRAINABLE, initializer, shape);
    }

    private void add(String name, Kind kind, Initializer initializer, Integer... shape) {
        specs.add(new ParameterSpec(name, Arrays.asList(shape), kind, initializer));
    }

    private final class MixerParameters implements TokenMixer.Visitor<Void> {
        private final String prefix;
        private final int dim;

        MixerParameters(String prefix, int dim) {
            this.prefix = prefix;
            this.dim = dim;
        }

        @Override
        public Void identity(TokenMixer.Identity mixer) {
            return null;
        }

        @Override
        public Void pooling(TokenMixer.Pooling mixer) {
            return null;
        }

        @Override
        public Void randomMixing(TokenMixer.RandomMixing mixer) {
            int n = mixer.tokens();
            add(prefix + "random_matrix", Kind.FROZEN, new Initializer.SoftmaxRandom(), n, n);
            return null;
        }

        @Override
        public Void spatialFc(TokenMixer.SpatialFc mixer) {
            add(prefix + "fc.weight", weights(mixer.tokens()), mixer.tokens(), mixer.tokens());
            return null;
        }

        @Override
        public Void separableConv(TokenMixer.SeparableConv mixer) {
            int hidden = (int) (mixer.expansion() * dim);
            addPointwise(prefix + "pwconv1", dim, hidden, false, false);
            addActivation(prefix + "act1", mixer.activation());
            add(
                    prefix + "dwconv.weight",
                    weights(mixer.kernel() * mixer.kernel()),
                    hidden,
                    1,
                    mixer.kernel(),
                    mixer.kernel());
            addPointwise(prefix + "pwconv2", hidden, dim, false, false);
            return null;
        }

        @Override
        public Void attention(TokenMixer.Attention mixer) {
            int width = mixer.heads(dim) * mixer.headDim();
            addPointwise(prefix + "qkv", dim, 3 * width, true, false);
            addPointwise(prefix + "proj", width, dim, true, mixer.projectionBias());
            return null;
        }

        @Override
        public Void geometric(TokenMixer.GeometricMixer mixer) {
            add(prefix + "detail_scale", new Initializer.Constant(DETAIL_SCALE), 1, dim, 1, 1);
            addKernel(prefix + "zeroth_order_filter.weight", mixer.kernel(), new GeometricOrder(0, 0), false, dim);
            List<TokenMixer.GeometricMixer.Branch> branches = mixer.branches(dim);
            for (int b = 0; b < branches.size(); b++) {
                TokenMixer.GeometricMixer.Branch branch = branches.get(b);
                String name = prefix + "magnitude_branches." + b + ".";
                if (branch.order().angular() == 0) {
                    addKernel(name + "scalar_filter.weight", mixer.kernel(), branch.order(), false, branch.channels());
                } else {
                    addKernel(name + "cosine_filter.weight", mixer.kernel(), branch.order(), false, branch.channels());
                    addKernel(name + "sine_filter.weight", mixer.kernel(), branch.order(), true, branch.channels());
                }
            }
            switch (mixer.details()) {
                case PLAIN -> {}
                case NORMALIZED -> addBatchNorm(prefix + "branch_norm", dim);
                case FUSED -> {
                    addPointwise(prefix + "detail_fusion.projection", dim, dim, false, false);
                    addBatchNorm(prefix + "detail_fusion.normalization", dim);
                }
            }
            return null;
        }

        private void addKernel(String name, int size, GeometricOrder order, boolean sine, int channels) {
            Initializer kernel = new Initializer.Geometric(size, order, sine);
            add(name, Kind.BUFFER, kernel, channels, 1, size, size);
        }

        @Override
        public Void multiScaleGeometric(TokenMixer.MultiScaleGeometric mixer) {
            int scales = mixer.scales().size();
            for (int i = 0; i < scales; i++) {
                mixer.scales().get(i).accept(new MixerParameters(prefix + "scale_mixers." + i + ".", dim));
            }
            addPointwise(prefix + "scale_fusion.projection", scales * dim, dim, false, false);
            addBatchNorm(prefix + "scale_fusion.normalization", dim);
            return null;
        }

        @Override
        public Void geoBlock(TokenMixer.GeoBlock mixer) {
            int hidden = (int) (mixer.expansion() * dim);
            addPointwise(prefix + "input_projection", dim, hidden, false, false);
            addActivation(prefix + "input_activation", mixer.activation());
            mixer.mixer().accept(new MixerParameters(prefix + "spatial_mixer.", hidden));
            addPointwise(prefix + "output_projection", hidden, dim, false, false);
            return null;
        }

        @Override
        public Void poolBlock(TokenMixer.PoolBlock mixer) {
            int hidden = (int) (mixer.expansion() * dim);
            addPointwise(prefix + "input_projection", dim, hidden, false, false);
            addActivation(prefix + "input_activation", mixer.activation());
            addPointwise(prefix + "output_projection", hidden, dim, false, false);
            return null;
        }
    }

    private final class HeadParameters implements Head.Visitor<Void> {
        private final int dim =
                architecture.stages().get(architecture.stages().size() - 1).dim();

        @Override
        public Void linear(Head.Linear head) {
            addNorm("head.norm", head.norm(), dim);
            addClassifier("head.fc", dim, head.classes());
            return null;
        }

        @Override
        public Void mlp(Head.Mlp head) {
            int hidden = (int) (head.ratio() * dim);
            addNorm("head.norm", head.norm(), dim);
            addPointwise("head.fc.fc1", dim, hidden, true, true);
            addActivation("head.fc.act", head.activation());
            addAffine("head.fc.norm", true, hidden);
            addClassifier("head.fc.fc2", hidden, head.classes());
            return null;
        }

        private void addClassifier(String name, int in, int classes) {
            add(name + ".weight", TRUNCATED_NORMAL, classes, in);
            add(name + ".bias", ZEROS, classes);
        }

        @Override
        public Void features(Head.Features head) {
            for (int i = 0; i < head.norms().size(); i++) {
                addNorm(
                        "feature_norms." + i,
                        head.norms().get(i),
                        architecture.stages().get(i).dim());
            }
            return null;
        }
    }
}
