package io.metaformer4j.zoo;

import io.metaformer4j.zoo.LayerCost.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Walks through a network in the order of computation and writes down what every layer costs. */
final class LayerCounter {

    private final Architecture architecture;
    private final List<FeatureMap> maps;
    private final Map<String, State> states = new LinkedHashMap<>();
    private final List<LayerCost> layers = new ArrayList<>();
    private long groupNormElements;

    /** Elements of a module's tensors. */
    private record State(long trainable, long frozen, long buffers) {
        static final State NONE = new State(0, 0, 0);

        State plus(ParameterSpec spec) {
            long n = spec.elements();
            return switch (spec.kind()) {
                case TRAINABLE -> new State(trainable + n, frozen, buffers);
                case FROZEN -> new State(trainable, frozen + n, buffers);
                case BUFFER, COUNTER -> new State(trainable, frozen, buffers + n);
            };
        }
    }

    LayerCounter(Architecture architecture, List<FeatureMap> maps) {
        this.architecture = architecture;
        this.maps = maps;
        for (ParameterSpec spec : ParameterLayout.of(architecture).specs()) {
            states.merge(module(spec.name()), State.NONE.plus(spec), (a, b) -> a.plus(spec));
        }
        stem();
        for (int i = 0; i < maps.size(); i++) {
            stage(i);
        }
        architecture.head().accept(new HeadLayers());
    }

    List<LayerCost> layers() {
        return List.copyOf(layers);
    }

    /** Values that group norms with bias put out. */
    long groupNormElements() {
        return groupNormElements;
    }

    /** Lone tensors are layers of their own; other tensors belong to the module before their last dot. */
    private static String module(String tensor) {
        boolean lone = tensor.endsWith(".pos_embed") || tensor.endsWith(".detail_scale");
        return lone ? tensor : tensor.substring(0, tensor.lastIndexOf('.'));
    }

    private void stem() {
        Embedding stem = architecture.stem();
        convolution(
                "stem.conv",
                architecture.inputChannels(),
                maps.get(0),
                stem.conv().kernel());
        norm("stem.norm", stem.norm(), maps.get(0));
    }

    private void stage(int index) {
        Stage stage = architecture.stages().get(index);
        FeatureMap map = maps.get(index);
        String prefix = "stages." + index + ".";
        stage.downsampling().ifPresent(downsampling -> {
            FeatureMap before = maps.get(index - 1);
            norm(prefix + "downsample.norm", downsampling.norm(), before);
            convolution(
                    prefix + "downsample.conv",
                    before.channels(),
                    map,
                    downsampling.conv().kernel());
        });
        stage.positionEmbedding().ifPresent(embedding -> add(prefix + "pos_embed", Kind.POSITION_EMBEDDING, map, 0));
        for (int i = 0; i < stage.depth(); i++) {
            block(prefix + "blocks." + i + ".", stage.block(), map);
        }
    }

    private void block(String prefix, Block block, FeatureMap map) {
        ChannelMlp mlp = block.mlp();
        int hidden = mlp.hidden(map.channels());
        norm(prefix + "norm1", block.norm(), map);
        block.mixer().accept(new MixerLayers(prefix + "token_mixer", map));
        scales(prefix, "1", block, map);
        norm(prefix + "norm2", block.norm(), map);
        pointwise(prefix + "mlp.fc1", block.storesMatrices(), map.channels(), wide(map, hidden));
        add(prefix + "mlp.act", Kind.ACTIVATION, wide(map, hidden), 0);
        pointwise(prefix + "mlp.fc2", block.storesMatrices(), hidden, map);
        scales(prefix, "2", block, map);
    }

    private void scales(String prefix, String branch, Block block, FeatureMap map) {
        block.layerScale().ifPresent(initial -> add(prefix + "layer_scale" + branch, Kind.SCALE, map, 0));
        block.residualScale().ifPresent(initial -> add(prefix + "res_scale" + branch, Kind.SCALE, map, 0));
    }

    private void convolution(String module, int in, FeatureMap out, int kernel) {
        add(module, Kind.CONVOLUTION, out, elements(out) * in * kernel * kernel);
    }

    private void depthwise(String module, FeatureMap out, int kernel) {
        convolution(module, 1, out, kernel);
    }

    private void pointwise(String module, boolean matrix, int in, FeatureMap out) {
        add(module, matrix ? Kind.LINEAR : Kind.CONVOLUTION, out, elements(out) * in);
    }

    private void norm(String module, Normalization norm, FeatureMap map) {
        norm.accept(new Normalization.Visitor<Void>() {
            @Override
            public Void none(Normalization.None none) {
                return null;
            }

            @Override
            public Void layerNorm(Normalization.LayerNorm layerNorm) {
                add(module, Kind.LAYER_NORM, map, 0);
                return null;
            }

            @Override
            public Void groupNorm(Normalization.GroupNorm groupNorm) {
                add(module, Kind.GROUP_NORM, map, 0);
                groupNormElements += groupNorm.bias() ? elements(map) : 0;
                return null;
            }
        });
    }

    private void add(String module, Kind kind, FeatureMap output, long macs) {
        State state = states.getOrDefault(module, State.NONE);
        layers.add(new LayerCost(module, kind, output, state.trainable(), state.frozen(), state.buffers(), macs));
    }

    private static FeatureMap wide(FeatureMap map, int channels) {
        return new FeatureMap(channels, map.height(), map.width());
    }

    private static FeatureMap vector(int channels) {
        return new FeatureMap(channels, 1, 1);
    }

    private static long elements(FeatureMap map) {
        return (long) map.channels() * map.tokens();
    }

    private final class MixerLayers implements TokenMixer.Visitor<Void> {
        private final String module;
        private final FeatureMap map;

        MixerLayers(String module, FeatureMap map) {
            this.module = module;
            this.map = map;
        }

        @Override
        public Void identity(TokenMixer.Identity mixer) {
            add(module, Kind.IDENTITY, map, 0);
            return null;
        }

        @Override
        public Void pooling(TokenMixer.Pooling mixer) {
            add(module, Kind.POOLING, map, 0);
            return null;
        }

        @Override
        public Void randomMixing(TokenMixer.RandomMixing mixer) {
            add(module, Kind.RANDOM_MIXING, map, elements(map) * mixer.tokens());
            return null;
        }

        @Override
        public Void spatialFc(TokenMixer.SpatialFc mixer) {
            add(module + ".fc", Kind.LINEAR, map, elements(map) * mixer.tokens());
            return null;
        }

        @Override
        public Void separableConv(TokenMixer.SeparableConv mixer) {
            FeatureMap hidden = wide(map, (int) (mixer.expansion() * map.channels()));
            pointwise(module + ".pwconv1", false, map.channels(), hidden);
            add(module + ".act1", Kind.ACTIVATION, hidden, 0);
            depthwise(module + ".dwconv", hidden, mixer.kernel());
            pointwise(module + ".pwconv2", false, hidden.channels(), map);
            return null;
        }

        @Override
        public Void attention(TokenMixer.Attention mixer) {
            FeatureMap heads = wide(map, mixer.heads(map.channels()) * mixer.headDim());
            pointwise(module + ".qkv", true, map.channels(), wide(map, 3 * heads.channels()));
            add(module, Kind.ATTENTION, heads, 2 * elements(heads) * map.tokens());
            pointwise(module + ".proj", true, heads.channels(), map);
            return null;
        }

        @Override
        public Void geometric(TokenMixer.GeometricMixer mixer) {
            depthwise(module + ".zeroth_order_filter", map, mixer.kernel());
            List<TokenMixer.GeometricMixer.Branch> branches = mixer.branches(map.channels());
            for (int b = 0; b < branches.size(); b++) {
                FeatureMap group = wide(map, branches.get(b).channels());
                String branch = module + ".magnitude_branches." + b;
                if (branches.get(b).order().angular() == 0) {
                    depthwise(branch + ".scalar_filter", group, mixer.kernel());
                } else {
                    depthwise(branch + ".cosine_filter", group, mixer.kernel());
                    depthwise(branch + ".sine_filter", group, mixer.kernel());
                }
            }
            switch (mixer.details()) {
                case PLAIN -> {}
                case NORMALIZED -> add(module + ".branch_norm", Kind.BATCH_NORM, map, 0);
                case FUSED -> fusion(module + ".detail_fusion", map.channels());
            }
            add(module + ".detail_scale", Kind.SCALE, map, 0);
            return null;
        }

        private void fusion(String name, int in) {
            pointwise(name + ".projection", false, in, map);
            add(name + ".normalization", Kind.BATCH_NORM, map, 0);
            add(name + ".activation", Kind.ACTIVATION, map, 0);
        }

        @Override
        public Void multiScaleGeometric(TokenMixer.MultiScaleGeometric mixer) {
            int scales = mixer.scales().size();
            for (int i = 0; i < scales; i++) {
                mixer.scales().get(i).accept(new MixerLayers(module + ".scale_mixers." + i, map));
            }
            fusion(module + ".scale_fusion", scales * map.channels());
            return null;
        }

        @Override
        public Void geoBlock(TokenMixer.GeoBlock mixer) {
            FeatureMap hidden = expand(mixer.expansion());
            mixer.mixer().accept(new MixerLayers(module + ".spatial_mixer", hidden));
            pointwise(module + ".output_projection", false, hidden.channels(), map);
            return null;
        }

        @Override
        public Void poolBlock(TokenMixer.PoolBlock mixer) {
            FeatureMap hidden = expand(mixer.expansion());
            add(module + ".spatial_mixer", Kind.POOLING, hidden, 0);
            pointwise(module + ".output_projection", false, hidden.channels(), map);
            return null;
        }

        private FeatureMap expand(double expansion) {
            FeatureMap hidden = wide(map, (int) (expansion * map.channels()));
            pointwise(module + ".input_projection", false, map.channels(), hidden);
            add(module + ".input_activation", Kind.ACTIVATION, hidden, 0);
            return hidden;
        }
    }

    private final class HeadLayers implements Head.Visitor<Void> {
        private final FeatureMap map = maps.get(maps.size() - 1);

        @Override
        public Void linear(Head.Linear head) {
            pooled(head.order(), head.norm());
            pointwise("head.fc", true, map.channels(), vector(head.classes()));
            return null;
        }

        @Override
        public Void mlp(Head.Mlp head) {
            FeatureMap hidden = vector((int) (head.ratio() * map.channels()));
            pooled(head.order(), head.norm());
            pointwise("head.fc.fc1", true, map.channels(), hidden);
            add("head.fc.act", Kind.ACTIVATION, hidden, 0);
            add("head.fc.norm", Kind.LAYER_NORM, hidden, 0);
            pointwise("head.fc.fc2", true, hidden.channels(), vector(head.classes()));
            return null;
        }

        private void pooled(Head.PoolingOrder order, Normalization last) {
            boolean normFirst = order == Head.PoolingOrder.NORM_THEN_POOL;
            if (normFirst) {
                norm("head.norm", last, map);
            }
            add("head.global_pool", Kind.GLOBAL_POOLING, vector(map.channels()), 0);
            if (!normFirst) {
                norm("head.norm", last, vector(map.channels()));
            }
        }

        @Override
        public Void features(Head.Features head) {
            for (int i = 0; i < head.norms().size(); i++) {
                norm("feature_norms." + i, head.norms().get(i), maps.get(i));
            }
            return null;
        }
    }
}
