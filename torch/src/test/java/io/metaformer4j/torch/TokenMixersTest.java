package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.GeometricOrder;
import io.metaformer4j.zoo.architecture.TokenMixer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every token mixer keeps the contract; a new one gets a nested class here. */
class TokenMixersTest {

    @Test
    void every_token_mixer_has_a_contract() throws ReflectiveOperationException {
        List<Class<?>> kept = new ArrayList<>();
        for (Class<?> contract : TokenMixersTest.class.getDeclaredClasses()) {
            if (contract.isAnnotationPresent(Nested.class)) {
                Object test =
                        contract.getDeclaredConstructor(TokenMixersTest.class).newInstance(this);
                kept.add(((TokenMixerContractTest) test)
                        .mixer(TokenMixerContractTest.TOKENS)
                        .getClass());
            }
        }
        assertThat(kept).containsExactlyInAnyOrder(TokenMixer.class.getPermittedSubclasses());
    }

    @Nested
    class Identity extends TokenMixerContractTest {
        @Override
        TokenMixer mixer(int tokens) {
            return new TokenMixer.Identity();
        }

        @Override
        Map<String, List<Integer>> tensors() {
            return Map.of();
        }

        /** Nothing is computed. */
        @Override
        long macs() {
            return 0;
        }
    }

    @Nested
    class Pooling extends TokenMixerContractTest {
        @Override
        TokenMixer mixer(int tokens) {
            return new TokenMixer.Pooling(3);
        }

        @Override
        Map<String, List<Integer>> tensors() {
            return Map.of();
        }

        /** Sums are no products. */
        @Override
        long macs() {
            return 0;
        }
    }

    @Nested
    class RandomMixing extends TokenMixerContractTest {
        @Override
        TokenMixer mixer(int tokens) {
            return new TokenMixer.RandomMixing(tokens);
        }

        @Override
        Map<String, List<Integer>> tensors() {
            return Map.of("random_matrix", List.of(TOKENS, TOKENS));
        }

        @Override
        long macs() {
            return TOKENS * TOKENS * CHANNELS;
        }
    }

    @Nested
    class SpatialFc extends TokenMixerContractTest {
        @Override
        TokenMixer mixer(int tokens) {
            return new TokenMixer.SpatialFc(tokens);
        }

        @Override
        Map<String, List<Integer>> tensors() {
            return Map.of("fc.weight", List.of(TOKENS, TOKENS));
        }

        @Override
        long macs() {
            return TOKENS * TOKENS * CHANNELS;
        }
    }

    @Nested
    class SeparableConv extends TokenMixerContractTest {
        @Override
        TokenMixer mixer(int tokens) {
            return new TokenMixer.SeparableConv(2, 7, Activation.STAR_RELU);
        }

        @Override
        Map<String, List<Integer>> tensors() {
            return Map.of(
                    "pwconv1.weight", List.of(32, CHANNELS, 1, 1),
                    "act1.scale", List.of(1),
                    "act1.bias", List.of(1),
                    "dwconv.weight", List.of(32, 1, 7, 7),
                    "pwconv2.weight", List.of(CHANNELS, 32, 1, 1));
        }

        @Override
        long macs() {
            return TOKENS * (CHANNELS * 32 + 7 * 7 * 32 + 32 * CHANNELS);
        }
    }

    @Nested
    class Attention extends TokenMixerContractTest {
        @Override
        TokenMixer mixer(int tokens) {
            return new TokenMixer.Attention(8, true);
        }

        @Override
        Map<String, List<Integer>> tensors() {
            return Map.of(
                    "qkv.weight", List.of(3 * CHANNELS, CHANNELS),
                    "proj.weight", List.of(CHANNELS, CHANNELS),
                    "proj.bias", List.of(CHANNELS));
        }

        @Override
        long macs() {
            return TOKENS * 4 * CHANNELS * CHANNELS + 2 * TOKENS * TOKENS * CHANNELS;
        }
    }

    @Nested
    class Geometric extends TokenMixerContractTest {
        @Override
        TokenMixer mixer(int tokens) {
            List<GeometricOrder> orders = List.of(new GeometricOrder(1, 0), new GeometricOrder(0, 1));
            return new TokenMixer.Geometric(5, orders, true, TokenMixer.Geometric.Details.FUSED);
        }

        @Override
        Map<String, List<Integer>> tensors() {
            Map<String, List<Integer>> tensors = new LinkedHashMap<>();
            tensors.put("detail_scale", List.of(1, CHANNELS, 1, 1));
            tensors.put("zeroth_order_filter.weight", List.of(CHANNELS, 1, 5, 5));
            tensors.put("magnitude_branches.0.scalar_filter.weight", List.of(8, 1, 5, 5));
            tensors.put("magnitude_branches.1.cosine_filter.weight", List.of(8, 1, 5, 5));
            tensors.put("magnitude_branches.1.sine_filter.weight", List.of(8, 1, 5, 5));
            tensors.putAll(fusion("detail_fusion", CHANNELS));
            return tensors;
        }

        @Override
        long macs() {
            return TOKENS * (5 * 5 * (CHANNELS + 8 + 8 + 8) + CHANNELS * CHANNELS);
        }
    }

    @Nested
    class MultiScaleGeometric extends TokenMixerContractTest {
        @Override
        TokenMixer mixer(int tokens) {
            return new TokenMixer.MultiScaleGeometric(
                    List.of(TokenMixer.Geometric.ofKernel(3), TokenMixer.Geometric.ofKernel(5)));
        }

        /** At 16 channels a scale has its first two orders: (1, 0) and (0, 1) of kernel 3, (1, 0) and (2, 0) of kernel 5. */
        @Override
        Map<String, List<Integer>> tensors() {
            Map<String, List<Integer>> tensors = new LinkedHashMap<>();
            tensors.put("scale_mixers.0.detail_scale", List.of(1, CHANNELS, 1, 1));
            tensors.put("scale_mixers.0.zeroth_order_filter.weight", List.of(CHANNELS, 1, 3, 3));
            tensors.put("scale_mixers.0.magnitude_branches.0.scalar_filter.weight", List.of(8, 1, 3, 3));
            tensors.put("scale_mixers.0.magnitude_branches.1.cosine_filter.weight", List.of(8, 1, 3, 3));
            tensors.put("scale_mixers.0.magnitude_branches.1.sine_filter.weight", List.of(8, 1, 3, 3));
            tensors.put("scale_mixers.1.detail_scale", List.of(1, CHANNELS, 1, 1));
            tensors.put("scale_mixers.1.zeroth_order_filter.weight", List.of(CHANNELS, 1, 5, 5));
            tensors.put("scale_mixers.1.magnitude_branches.0.scalar_filter.weight", List.of(8, 1, 5, 5));
            tensors.put("scale_mixers.1.magnitude_branches.1.scalar_filter.weight", List.of(8, 1, 5, 5));
            tensors.putAll(fusion("scale_fusion", 2 * CHANNELS));
            return tensors;
        }

        @Override
        long macs() {
            return TOKENS * (3 * 3 * (CHANNELS + 8 + 8 + 8) + 5 * 5 * (CHANNELS + 8 + 8) + 2 * CHANNELS * CHANNELS);
        }
    }

    /** 1x1 convolution and batch normalisation. */
    private static Map<String, List<Integer>> fusion(String path, int inputs) {
        List<Integer> channels = List.of(TokenMixerContractTest.CHANNELS);
        return Map.of(
                path + ".projection.weight", List.of(TokenMixerContractTest.CHANNELS, inputs, 1, 1),
                path + ".normalization.weight", channels,
                path + ".normalization.bias", channels,
                path + ".normalization.running_mean", channels,
                path + ".normalization.running_var", channels,
                path + ".normalization.num_batches_tracked", List.of());
    }

    @Nested
    class GeoBlock extends TokenMixerContractTest {
        @Override
        TokenMixer mixer(int tokens) {
            return new TokenMixer.GeoBlock(2, Activation.GELU, TokenMixer.Geometric.ofKernel(3));
        }

        /** The 32 hidden channels are shared by the orders (1, 0), (0, 1) and (1, 1). */
        @Override
        Map<String, List<Integer>> tensors() {
            return Map.of(
                    "input_projection.weight", List.of(32, CHANNELS, 1, 1),
                    "spatial_mixer.detail_scale", List.of(1, 32, 1, 1),
                    "spatial_mixer.zeroth_order_filter.weight", List.of(32, 1, 3, 3),
                    "spatial_mixer.magnitude_branches.0.scalar_filter.weight", List.of(11, 1, 3, 3),
                    "spatial_mixer.magnitude_branches.1.cosine_filter.weight", List.of(11, 1, 3, 3),
                    "spatial_mixer.magnitude_branches.1.sine_filter.weight", List.of(11, 1, 3, 3),
                    "spatial_mixer.magnitude_branches.2.cosine_filter.weight", List.of(10, 1, 3, 3),
                    "spatial_mixer.magnitude_branches.2.sine_filter.weight", List.of(10, 1, 3, 3),
                    "output_projection.weight", List.of(CHANNELS, 32, 1, 1));
        }

        @Override
        long macs() {
            return TOKENS * (2 * CHANNELS * 32 + 3 * 3 * (32 + 11 + 2 * 11 + 2 * 10));
        }
    }

    @Nested
    class PoolBlock extends TokenMixerContractTest {
        @Override
        TokenMixer mixer(int tokens) {
            return new TokenMixer.PoolBlock(2, Activation.GELU, 3);
        }

        @Override
        Map<String, List<Integer>> tensors() {
            return Map.of(
                    "input_projection.weight", List.of(32, CHANNELS, 1, 1),
                    "output_projection.weight", List.of(CHANNELS, 32, 1, 1));
        }

        /** The pooling between the projections sums only. */
        @Override
        long macs() {
            return TOKENS * 2 * CHANNELS * 32;
        }
    }
}
