package io.metaformer4j.torch.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.Synth;
import io.metaformer4j.torch.layer.ForwardPass;
import io.metaformer4j.torch.layer.Layer;
import io.metaformer4j.torch.layer.MaskSource;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.run.ActivationObserver;
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
                .map(layer -> new BackboneStep(layer, List.of(), List.of(), -1))
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

    @Test
    void steps_that_are_frozen_like_all_before_them_are_not_computed_again() {
        int[] passes = new int[3];
        try (TensorScope scope = TensorScope.open();
                GradientCheckpoints checkpoints = new GradientCheckpoints()) {
            Tensor frozen = Synth.input(1, 1, 3, 1, 1);
            Tensor learning = Synth.input(2, 1, 3, 1, 1);
            learning.set_requires_grad(true);
            List<BackboneStep> steps =
                    List.of(counted(passes, 0, frozen), counted(passes, 1, learning), counted(passes, 2, frozen));
            checkpoints
                    .forward(steps, Synth.input(3, 2, 3, 8, 8), PASS, (map, stage) -> {})
                    .sum()
                    .backward();
            checkpoints.backward();
            assertThat(passes).containsExactly(1, 2, 2);
            assertThat(learning.grad().defined()).isTrue();
        }
    }

    private static BackboneStep counted(int[] passes, int number, Tensor factors) {
        Layer layer = (x, pass) -> {
            passes[number]++;
            return x.mul(factors);
        };
        return new BackboneStep(layer, List.of(), List.of(factors), -1);
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
