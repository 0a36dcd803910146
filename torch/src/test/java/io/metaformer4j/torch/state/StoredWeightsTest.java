package io.metaformer4j.torch.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.torch.Fixture;
import io.metaformer4j.torch.Synth;
import io.metaformer4j.torch.TinyNetworks;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.natives.NetworkOptions;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Block;
import io.metaformer4j.zoo.architecture.ChannelMlp;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.InitializationScheme;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.architecture.PatchEmbedding;
import io.metaformer4j.zoo.architecture.Stage;
import io.metaformer4j.zoo.architecture.TokenMixer;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StoredWeightsTest {

    static List<Architecture> architectures() {
        return TinyNetworks.all();
    }

    private static float[] logits(TorchNetwork network) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard()) {
            return Tensors.toFloats(network.forward(Synth.input(3, 2, 3, 32, 32)));
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void a_snapshot_makes_an_equal_network(Architecture architecture) {
        try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            network.train(1);
            logits(network); // moves running statistics and counters
            network.evaluate();
            Map<String, WeightTensor> snapshot = network.snapshot();
            assertThat(snapshot.keySet())
                    .containsExactlyElementsOf(network.state().keySet());
            try (TorchNetwork copy = TorchNetwork.load(architecture, NetworkOptions.DEFAULT, snapshot)) {
                assertThat(logits(copy)).isEqualTo(logits(network));
                copy.snapshot().forEach((name, tensor) -> assertThat(tensor.contentEquals(snapshot.get(name)))
                        .as(name)
                        .isTrue());
            }
        }
    }

    @Test
    void restoring_keeps_the_handles_that_optimizers_hold() {
        try (TorchNetwork network = TorchNetwork.create(TinyNetworks.caformer(), NetworkOptions.DEFAULT, 1);
                TorchNetwork other = TorchNetwork.create(TinyNetworks.caformer(), NetworkOptions.DEFAULT, 2)) {
            Tensor handle = network.parameters().get("stem.conv.weight");
            network.restore(other.snapshot());
            assertThat(logits(network)).isEqualTo(logits(other));
            assertThat(Tensors.toFloats(handle))
                    .isEqualTo(Tensors.toFloats(other.parameters().get("stem.conv.weight")));
            assertThat(handle.requires_grad()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F64", "F16", "BF16"})
    void weights_of_other_types_are_converted(DType type) {
        try (TorchNetwork network = TorchNetwork.create(TinyNetworks.geoformer(), NetworkOptions.DEFAULT, 1)) {
            Map<String, WeightTensor> stored = new LinkedHashMap<>();
            Map<String, WeightTensor> rounded = new LinkedHashMap<>();
            network.snapshot().forEach((name, tensor) -> {
                WeightTensor converted = tensor.dtype().isFloating() ? tensor.to(type) : tensor;
                stored.put(name, converted);
                rounded.put(name, tensor.dtype().isFloating() ? converted.to(DType.F32) : tensor);
            });
            try (TorchNetwork direct = TorchNetwork.load(TinyNetworks.geoformer(), NetworkOptions.DEFAULT, stored);
                    TorchNetwork expected =
                            TorchNetwork.load(TinyNetworks.geoformer(), NetworkOptions.DEFAULT, rounded)) {
                assertThat(logits(direct)).isEqualTo(logits(expected));
            }
        }
    }

    /** The network of the fixtures' checkpoint files: pooling, separable convolution, attention; three stages. */
    @Test
    void the_miniature_network_of_the_checkpoints_matches_its_reference() throws IOException {
        JsonNode mini;
        try (InputStream in = getClass().getResourceAsStream("/fixtures/models/checkpoints/expected.json")) {
            mini = new ObjectMapper().readTree(in).get("mini");
        }
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard();
                TorchNetwork network = Fixture.network(
                        miniature(), NetworkOptions.DEFAULT, mini.get("tensors"), 7, Dialect.SAIL_METAFORMER)) {
            float[] expected = Fixture.floats(mini.get("logits"));
            float[] actual = Tensors.toFloats(network.forward(Synth.input(7, Fixture.ints(mini.get("inputShape")))));
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                assertThat(Math.abs(actual[i] - (double) expected[i])).isLessThan(2e-5 * 1.9);
            }
        }
    }

    private static Architecture miniature() {
        Normalization norm = new Normalization.LayerNorm(1e-6, false);
        ChannelMlp mlp = new ChannelMlp(4, Activation.STAR_RELU, false);
        PatchEmbedding halve = new PatchEmbedding(ConvSpec.HALVE, norm);
        TokenMixer convolution = new TokenMixer.SeparableConv(2, 7, Activation.STAR_RELU);
        Block attention =
                Block.of(new TokenMixer.Attention(32, false), norm, mlp).withResidualScale(1);
        List<Stage> stages = List.of(
                new Stage(4, 2, Optional.empty(), Optional.empty(), Block.of(new TokenMixer.Pooling(3), norm, mlp)),
                new Stage(8, 1, Optional.of(halve), Optional.empty(), Block.of(convolution, norm, mlp)),
                new Stage(32, 1, Optional.of(halve), Optional.empty(), attention));
        Head head = new Head.Mlp(
                Head.PoolingOrder.POOL_THEN_NORM,
                new Normalization.LayerNorm(1e-6, true),
                2,
                Activation.SQUARED_RELU,
                1e-5,
                10);
        return new Architecture(
                3,
                new PatchEmbedding(ConvSpec.STEM, norm),
                stages,
                head,
                Architecture.Regularization.NONE,
                InitializationScheme.TRUNCATED_NORMAL);
    }
}
