package io.metaformer4j.torch.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.torch.Synth;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class MaskSourceTest {

    private static final int PICTURES = 600;

    private static float[] logits(TorchNetwork network) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard()) {
            return Tensors.toFloats(network.forward(Synth.input(3, 8, 3, 32, 32)));
        }
    }

    @Test
    void masks_drop_at_the_given_rate_and_keep_the_mean() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor like = Tensors.of(new float[1], 1);
            float[] mask = Tensors.toFloats(new MaskSource(5).mask(3, 0.3, like, 20_000, 1, 1, 1));
            int dropped = 0;
            for (float value : mask) {
                assertThat(value).isIn(0f, (float) (1 / 0.7));
                dropped += value == 0 ? 1 : 0;
            }
            // four standard deviations of a binomial distribution
            assertThat((double) dropped).isCloseTo(0.3 * 20_000, within(4 * Math.sqrt(0.3 * 0.7 * 20_000)));
            assertThat(Tensors.toFloats(new MaskSource(5).mask(3, 0.3, like, 20_000)))
                    .isEqualTo(mask);
            assertThat(Tensors.toFloats(new MaskSource(5).mask(4, 0.3, like, 20_000)))
                    .isNotEqualTo(mask);
            assertThat(Tensors.toFloats(new MaskSource(6).mask(3, 0.3, like, 20_000)))
                    .isNotEqualTo(mask);
        }
    }

    /** Block 3 of 5 has the rate 0.6 * 3 / 4 on both branches; where both are dropped the block returns its input. */
    @Test
    void stochastic_depth_skips_branches_of_single_pictures_at_a_rate_that_grows_with_depth() {
        Architecture architecture = TinyArchitectures.poolformer().withRegularization(0.6, 0);
        try (TensorScope outer = TensorScope.open();
                NoGradGuard noGradients = new NoGradGuard();
                TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            network.train(11);
            Map<String, float[]> seen = new HashMap<>();
            network.forward(
                    Synth.input(3, PICTURES, 3, 32, 32),
                    (name, activation) -> seen.put(name, Tensors.toFloats(activation)));
            float[] before = seen.get("stages.2.blocks.0");
            float[] after = seen.get("stages.2.blocks.1");
            int size = before.length / PICTURES;
            int skipped = 0;
            for (int i = 0; i < PICTURES; i++) {
                skipped += java.util.Arrays.equals(before, i * size, (i + 1) * size, after, i * size, (i + 1) * size)
                        ? 1
                        : 0;
            }
            double both = 0.45 * 0.45;
            assertThat((double) skipped)
                    .isCloseTo(both * PICTURES, within(4 * Math.sqrt(both * (1 - both) * PICTURES)));
        }
    }

    @Test
    void training_is_random_with_a_seed_and_evaluation_is_not() {
        Architecture architecture = TinyArchitectures.caformer().withRegularization(0.5, 0.5);
        try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1)) {
            float[] calm = logits(network);
            network.train(1);
            float[] first = logits(network);
            float[] second = logits(network);
            network.train(1);
            assertThat(logits(network)).isEqualTo(first).isNotEqualTo(second).isNotEqualTo(calm);
            assertThat(logits(network)).isEqualTo(second);
            network.train(2);
            assertThat(logits(network)).isNotEqualTo(first);
            network.evaluate();
            assertThat(network.isTraining()).isFalse();
            assertThat(logits(network)).isEqualTo(calm);
        }
    }

    @Test
    void head_dropout_alone_changes_training_only() {
        Architecture architecture = TinyArchitectures.caformer().withRegularization(0, 0.5);
        try (TorchNetwork network = TorchNetwork.create(architecture, NetworkOptions.DEFAULT, 1);
                TorchNetwork without = TorchNetwork.create(TinyArchitectures.caformer(), NetworkOptions.DEFAULT, 1)) {
            assertThat(logits(network)).isEqualTo(logits(without));
            network.train(1);
            without.train(1);
            assertThat(logits(network)).isNotEqualTo(logits(without));
        }
    }
}
