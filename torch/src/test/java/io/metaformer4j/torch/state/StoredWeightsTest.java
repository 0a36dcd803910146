package io.metaformer4j.torch.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.torch.Fixture;
import io.metaformer4j.torch.Synth;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.Dialect;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StoredWeightsTest {

    static List<Architecture> architectures() {
        return TinyArchitectures.family();
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
        try (TorchNetwork network = TorchNetwork.create(TinyArchitectures.caformer(), NetworkOptions.DEFAULT, 1);
                TorchNetwork other = TorchNetwork.create(TinyArchitectures.caformer(), NetworkOptions.DEFAULT, 2)) {
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
        try (TorchNetwork network = TorchNetwork.create(TinyArchitectures.geoformer(), NetworkOptions.DEFAULT, 1)) {
            Map<String, WeightTensor> stored = new LinkedHashMap<>();
            Map<String, WeightTensor> rounded = new LinkedHashMap<>();
            network.snapshot().forEach((name, tensor) -> {
                WeightTensor converted = tensor.dtype().isFloating() ? tensor.to(type) : tensor;
                stored.put(name, converted);
                rounded.put(name, tensor.dtype().isFloating() ? converted.to(DType.F32) : tensor);
            });
            try (TorchNetwork direct =
                            TorchNetwork.load(TinyArchitectures.geoformer(), NetworkOptions.DEFAULT, stored);
                    TorchNetwork expected =
                            TorchNetwork.load(TinyArchitectures.geoformer(), NetworkOptions.DEFAULT, rounded)) {
                assertThat(logits(direct)).isEqualTo(logits(expected));
            }
        }
    }

    /** The network of the fixtures' checkpoint files: pooling, separable convolution, attention; three stages. */
    @Test
    void the_miniature_network_of_the_checkpoints_matches_its_reference() throws IOException {
        JsonNode mini = Fixtures.json("checkpoints/expected.json").get("mini");
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard();
                TorchNetwork network = Fixture.network(
                        TinyArchitectures.miniature(),
                        NetworkOptions.DEFAULT,
                        mini.get("tensors"),
                        7,
                        Dialect.SAIL_METAFORMER)) {
            float[] expected = Fixtures.floats(mini.get("logits"));
            float[] actual = Tensors.toFloats(network.forward(Synth.input(7, Fixtures.ints(mini.get("inputShape")))));
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                assertThat(Math.abs(actual[i] - (double) expected[i])).isLessThan(2e-5 * 1.9);
            }
        }
    }
}
