package io.metaformer4j.torch.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.Synth;
import io.metaformer4j.torch.layer.ForwardPass;
import io.metaformer4j.torch.layer.Layer;
import io.metaformer4j.torch.layer.MaskSource;
import io.metaformer4j.torch.natives.ActivationObserver;
import io.metaformer4j.torch.natives.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** That checkpointed gradients are the plain ones is tested with whole networks. */
class GradientCheckpointsTest {

    private static final ForwardPass PASS = new ForwardPass(true, false, new MaskSource(1), ActivationObserver.NONE);

    private static List<BackboneStep> steps(Layer... layers) {
        return Arrays.stream(layers)
                .map(layer -> new BackboneStep(layer, List.of(), -1))
                .toList();
    }

    @Test
    void a_pass_whose_first_step_fails_keeps_nothing() {
        List<Tensor> inputs = new ArrayList<>();
        Layer failing = (x, pass) -> {
            inputs.add(x);
            throw new IllegalStateException("the first step fails");
        };
        assertFails(steps(failing), new GradientCheckpoints());
        assertThat(inputs).singleElement().matches(tensor -> tensor.isNull(), "is freed");
    }

    @Test
    void a_pass_whose_later_step_fails_gives_its_maps_back_when_it_is_closed() {
        List<Tensor> inputs = new ArrayList<>();
        Layer working = (x, pass) -> {
            inputs.add(x);
            return x.square();
        };
        Layer failing = (x, pass) -> {
            inputs.add(x);
            throw new IllegalStateException("a later step fails");
        };
        try (GradientCheckpoints checkpoints = new GradientCheckpoints()) {
            assertFails(steps(working, working, failing), checkpoints);
            assertThat(inputs).hasSize(3).noneMatch(tensor -> tensor.isNull());
        }
        assertThat(inputs).allMatch(tensor -> tensor.isNull());
    }

    private static void assertFails(List<BackboneStep> steps, GradientCheckpoints checkpoints) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor images = Synth.input(1, 2, 3, 8, 8);
            assertThatThrownBy(() -> checkpoints.forward(steps, images, PASS, (map, stage) -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("step fails");
        }
    }
}
