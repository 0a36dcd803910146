package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.engine.Device;
import io.metaformer4j.torch.kernel.OneDnn;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.natives.TorchException;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Head;
import io.metaformer4j.zoo.architecture.Normalization;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class NetworkErrorsTest {

    private static void assertRefused(Architecture architecture, int[] shape, String... parts) {
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            assertThatThrownBy(() -> network.forward(Synth.input(1, shape)))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll(parts);
        }
    }

    @Test
    void inputs_that_do_not_fit_are_refused_with_the_sizes() {
        assertRefused(TinyArchitectures.caformer(), new int[] {2, 1, 32, 32}, "[2, 1, 32, 32]", "[N, 3, H, W]");
        assertRefused(TinyArchitectures.caformer(), new int[] {3, 32, 32}, "[3, 32, 32]", "[N, 3, H, W]");
        assertRefused(TinyArchitectures.caformer(), new int[] {1, 3, 2, 32}, "2x32", "too small");
        assertRefused(TinyArchitectures.fixedSize(), new int[] {1, 3, 64, 64}, "64x64", "stage 1", "16");
    }

    @Test
    void a_feature_backbone_has_no_logits() {
        Head features = new Head.FeatureMaps(Collections.nCopies(4, Normalization.NONE));
        assertRefused(
                TinyArchitectures.poolformer().withHead(features),
                new int[] {1, 3, 32, 32},
                "feature backbone",
                "logits");
    }

    @Test
    void a_missing_graphics_card_is_named() {
        Device card = new Device(Device.Kind.CUDA, 99);
        assertThat(new TorchEngine().devices()).contains(Device.CPU).doesNotContain(card);
        assertThatThrownBy(() ->
                        TorchNetwork.create(TinyArchitectures.caformer(), NetworkOptions.DEFAULT.withDevice(card), 1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("cuda:99", "not available", "use cpu");
    }

    @Test
    void weights_that_do_not_fit_are_refused_and_nothing_is_changed() {
        try (TorchNetwork network = TorchNetwork.create(TinyArchitectures.caformer(), NetworkOptions.DEFAULT, 1);
                TorchNetwork other = TorchNetwork.create(TinyArchitectures.caformer(), NetworkOptions.DEFAULT, 2)) {
            Map<String, WeightTensor> missing = new LinkedHashMap<>(other.snapshot());
            missing.remove("head.norm.weight");
            Map<String, WeightTensor> misshapen = new LinkedHashMap<>(other.snapshot());
            misshapen.put("head.fc.fc2.weight", WeightTensor.ofFloats(new float[6], 2, 3));
            Map<String, WeightTensor> before = network.snapshot();
            assertThatThrownBy(() -> network.restore(missing))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("head.norm.weight", "[32]");
            assertThatThrownBy(() -> network.restore(misshapen))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("head.fc.fc2.weight", "[2, 3]", "[10, 128]");
            assertThatThrownBy(() -> TorchNetwork.load(TinyArchitectures.caformer(), NetworkOptions.DEFAULT, misshapen))
                    .hasMessageContaining("head.fc.fc2.weight");
            misshapen.put("head.fc.fc2.weight", WeightTensor.ofFloats(new float[0], 0));
            assertThatThrownBy(() -> network.restore(misshapen))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("head.fc.fc2.weight", "[0]", "[10, 128]");
            network.snapshot().forEach((name, tensor) -> assertThat(tensor.contentEquals(before.get(name)))
                    .as(name)
                    .isTrue());
        }
    }

    @Test
    void a_network_that_cannot_be_taken_over_is_closed() {
        TorchNetwork network = TorchNetwork.create(TinyArchitectures.caformer(), NetworkOptions.DEFAULT, 1);
        Tensor weight = network.parameters().values().iterator().next();
        assertThatThrownBy(() -> TorchInference.owning(network, null, OptionalInt.empty()))
                .isInstanceOf(NullPointerException.class);
        assertThat(weight.isNull()).isTrue();
    }

    @Test
    void operators_are_not_looked_for_where_weights_are_missing() {
        boolean[] asked = new boolean[1];
        Supplier<Optional<OneDnn>> operators = () -> {
            asked[0] = true;
            return Optional.empty();
        };
        assertThatThrownBy(() ->
                        TorchNetwork.load(TinyArchitectures.caformer(), NetworkOptions.DEFAULT, Map.of(), operators))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("the weights have no tensor");
        assertThat(asked[0]).isFalse();
    }

    @Test
    void failures_inside_libtorch_are_one_line_with_the_native_stack_behind() {
        assertThatThrownBy(() -> TorchException.translate("reshaping", () -> {
                    try (Tensor tensor = Tensors.of(new float[] {1, 2}, 2)) {
                        return tensor.view(3);
                    }
                }))
                .isInstanceOf(TorchException.class)
                .hasMessage("reshaping failed: shape '[3]' is invalid for input of size 2")
                .hasCauseInstanceOf(RuntimeException.class);
    }

    @Test
    void forgetting_the_second_half_of_a_checkpointed_backward_pass_is_reported() {
        try (TensorScope scope = TensorScope.open();
                TorchNetwork network = TorchNetwork.create(TinyArchitectures.caformer(), NetworkOptions.DEFAULT, 1)) {
            network.checkpointGradients(true);
            network.train(1);
            Tensor images = Synth.input(1, 2, 3, 32, 32);
            network.forward(images).sum().backward();
            assertThatThrownBy(() -> network.forward(images))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("network.backward(loss)");
        }
    }
}
