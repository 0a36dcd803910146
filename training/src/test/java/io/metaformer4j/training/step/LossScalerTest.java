package io.metaformer4j.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class LossScalerTest {

    private static void update(LossScaler scaler, int times, boolean made) {
        for (int i = 0; i < times; i++) {
            scaler.update(made);
        }
    }

    @Test
    void the_scale_is_halved_at_once_and_doubled_after_2000_updates_in_a_row() {
        try (LossScaler scaler = new LossScaler()) {
            assertThat(scaler.scale()).isEqualTo(65536);
            update(scaler, 1999, true);
            assertThat(scaler.scale()).isEqualTo(65536);
            update(scaler, 1, true);
            assertThat(scaler.scale()).isEqualTo(131072);
            update(scaler, 1999, true);
            update(scaler, 2, false);
            assertThat(scaler.scale()).isEqualTo(32768);
            update(scaler, 1999, true);
            assertThat(scaler.scale()).isEqualTo(32768);
            update(scaler, 1, true);
            assertThat(scaler.scale()).isEqualTo(65536);
        }
    }

    /** The operation that is PyTorch's GradScaler but for the loop around it. */
    @Test
    void the_scale_follows_that_of_libtorch() {
        SplittableRandom random = new SplittableRandom(5);
        try (TensorScope scope = TensorScope.open();
                LossScaler scaler = new LossScaler()) {
            OperatorHandle rule = Dispatcher.singleton().findSchemaOrThrow("aten::_amp_update_scale_", "");
            Tensor scale = Tensors.of(new float[] {65536}, 1);
            Tensor tracker = zeros(new long[] {1}, new TensorOptions(ScalarType.Int));
            for (int i = 0; i < 15_000; i++) {
                boolean made = random.nextInt(3000) > 0;
                try (TensorScope ofOne = TensorScope.open()) {
                    Tensor overflow = Tensors.of(new float[] {made ? 0 : 1}, 1);
                    rule.callBoxed(new IValueVector(
                            new IValue(scale),
                            new IValue(tracker),
                            new IValue(overflow),
                            new IValue(2.0),
                            new IValue(0.5),
                            new IValue(2000L)));
                }
                scaler.update(made);
                assertThat(scaler.scale()).isEqualTo(scale.item_float());
            }
            assertThat(scaler.toData().get("_growth_tracker")).isEqualTo((long) tracker.item_int());
        }
    }

    @Test
    void gradients_are_divided_by_the_scale_and_what_overflowed_stays_so() {
        try (TensorScope scope = TensorScope.open();
                LossScaler scaler = new LossScaler()) {
            Tensor trained = Tensors.of(new float[] {1, 1, 1}, 3);
            trained.set_requires_grad(true);
            trained.mutable_grad().put(Tensors.of(new float[] {3 * 65536f, 1, Float.NEGATIVE_INFINITY}, 3));
            Tensor unused = Tensors.of(new float[] {1}, 1);
            scaler.unscale(List.of(new Parameter("unused", unused), new Parameter("trained", trained)));
            assertThat(Tensors.toFloats(trained.grad())).containsExactly(3f, 1 / 65536f, Float.NEGATIVE_INFINITY);
            assertThat(unused.grad().defined()).isFalse();
        }
    }

    @Test
    void losses_are_never_shrunk() {
        try (LossScaler scaler = new LossScaler(2)) {
            assertThat(scaler.canBackOff()).isTrue();
            scaler.update(false);
            assertThat(scaler.scale()).isEqualTo(1);
            assertThat(scaler.canBackOff()).isFalse();
        }
    }

    @Test
    void the_state_has_the_names_of_pytorch() {
        try (LossScaler scaler = new LossScaler();
                LossScaler other = new LossScaler()) {
            scaler.update(false);
            update(scaler, 7, true);
            assertThat(scaler.toData())
                    .isEqualTo(Map.of(
                            "scale",
                            32768.0,
                            "growth_factor",
                            2.0,
                            "backoff_factor",
                            0.5,
                            "growth_interval",
                            2000L,
                            "_growth_tracker",
                            7L));
            other.restore(scaler.toData());
            assertThat(other.toData()).isEqualTo(scaler.toData());
        }
    }

    @Test
    void a_state_that_is_damaged_is_refused() {
        try (LossScaler scaler = new LossScaler()) {
            assertThatThrownBy(() -> scaler.restore(Map.of("scale", 1024.0)))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("lacks the number _growth_tracker");
            assertThatThrownBy(() -> scaler.restore(Map.of("scale", Double.NaN, "_growth_tracker", 0L)))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("its loss scale NaN is impossible");
        }
    }

    @Test
    void only_float16_needs_one() {
        assertThat(LossScaler.of(Precision.FLOAT32)).isEmpty();
        assertThat(LossScaler.of(Precision.BFLOAT16)).isEmpty();
        LossScaler.of(Precision.FLOAT16).orElseThrow().close();
    }
}
