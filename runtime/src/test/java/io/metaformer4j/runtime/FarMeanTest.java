package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.runtime.compile.NetworkTensors;
import io.metaformer4j.runtime.compile.PlanFusions;
import io.metaformer4j.runtime.compile.PlanWriter;
import io.metaformer4j.runtime.kernel.PlainKernels;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A norm inside a product keeps its digits where the mean of the map is far from zero. */
class FarMeanTest {

    private static final int CHANNELS = 256;

    /** Deviations from zero to the mean. */
    private static final float MEAN = 300;

    /**
     * Of the largest logit, as for all fusions. A product of the map as it is sums hundreds of terms of the size of the mean, and is
     * wrong by several times as much.
     */
    private static final double BOUND = 2e-5;

    @Test
    void a_folded_norm_keeps_its_digits_where_the_mean_is_far_from_zero() {
        Architecture architecture = TinyArchitectures.sized(
                TinyArchitectures.around(new TokenMixer.Identity()), List.of(CHANNELS), List.of(1));
        Map<String, WeightTensor> weights = new LinkedHashMap<>(VariedWeights.of(architecture, 4));
        float[] far = new float[CHANNELS];
        Arrays.fill(far, MEAN);
        weights.put("stem.norm.bias", WeightTensor.ofFloats(far, CHANNELS));
        String first = "stages.0.blocks.0.mlp.fc1.weight";
        float[] positive = weights.get(first).toFloats();
        for (int i = 0; i < positive.length; i++) {
            positive[i] += 0.5f; // so that nothing cancels in the sums
        }
        weights.put(first, WeightTensor.ofFloats(positive, weights.get(first).shape()));
        ExecutionPlan plain = PlanWriter.write(architecture, NetworkTensors.of(architecture, weights));
        float[] expected = logits(architecture, plain);
        float[] actual = logits(architecture, PlanFusions.fused(plain, PlanFusions.all()));
        float largest = 0;
        float difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        assertThat(difference).isLessThanOrEqualTo((float) (BOUND * largest));
    }

    private static float[] logits(Architecture architecture, ExecutionPlan plan) {
        ImageBatch picture = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NHWC, 1, 32, 32);
        Random random = new Random(5);
        for (int i = 0; i < picture.pictureValues(); i++) {
            picture.putFloats(0, i, new float[] {(float) random.nextGaussian()}, 0, 1);
        }
        try (Network network = new CpuNetwork(
                architecture, TinyArchitectures.preprocessing(), plan, Placement.DEFAULT, new PlainKernels())) {
            return network.run(picture, Request.LOGITS).logits().values();
        }
    }
}
