package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.runtime.compile.NetworkTensors;
import io.metaformer4j.runtime.compile.PlanFusions;
import io.metaformer4j.runtime.compile.PlanWriter;
import io.metaformer4j.runtime.fusion.PlanFusion;
import io.metaformer4j.runtime.kernel.PlainKernels;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rewriting leaves what a network computes as it is. The networks have every mixer, norm and kind of scale between them, and
 * weights in which no factor is 1 and no shift 0.
 */
class PlanFusionsTest {

    /**
     * Of the largest value of an output: sums of some hundred float32 products in another order, through a few layers whose norms
     * divide by deviations.
     */
    private static final double ROUNDING = 2e-5;

    private static final int SIDE = 32;

    static List<Architecture> networks() {
        List<Architecture> networks = new ArrayList<>(TinyArchitectures.family());
        networks.add(TinyArchitectures.around(new TokenMixer.Geometric(
                5, TokenMixer.Geometric.ofKernel(5).orders(), false, TokenMixer.Geometric.Details.NORMALIZED)));
        networks.add(TinyArchitectures.backbone());
        return networks;
    }

    static IntStream fusions() {
        return IntStream.range(0, PlanFusions.all().size());
    }

    private static ExecutionPlan plan(Architecture architecture) {
        return PlanWriter.write(architecture, NetworkTensors.of(architecture, VariedWeights.of(architecture, 7)));
    }

    private static Outputs outputs(Architecture architecture, ExecutionPlan plan) {
        ImageBatch picture = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NHWC, 1, SIDE, SIDE);
        Random random = new Random(3);
        for (int i = 0; i < picture.pictureValues(); i++) {
            picture.putFloats(0, i, new float[] {(float) random.nextGaussian()}, 0, 1);
        }
        Set<Output> wanted =
                new LinkedHashSet<>(Request.everything(architecture).outputs());
        Output.activations(architecture).forEach(module -> wanted.add(Output.activation(module)));
        try (Network network = new CpuNetwork(
                architecture,
                TinyArchitectures.preprocessing(),
                plan,
                Placement.DEFAULT.withThreads(2),
                new PlainKernels())) {
            return network.run(picture, new Request(wanted));
        }
    }

    private static void assertSame(Outputs actual, Outputs expected) {
        assertThat(actual.values().keySet()).isEqualTo(expected.values().keySet());
        expected.values().forEach((output, array) -> {
            float largest = 0;
            for (float value : array.values()) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(actual.get(output).shape()).isEqualTo(array.shape());
            assertThat(actual.get(output).values()).as(output.name()).containsExactly(array.values(), within((float)
                    (ROUNDING * largest)));
        });
    }

    @ParameterizedTest
    @MethodSource("fusions")
    void each_rewriting_behind_those_before_it_changes_plans_and_not_what_they_compute(int index) {
        List<PlanFusion> before = PlanFusions.all().subList(0, index);
        PlanFusion fusion = PlanFusions.all().get(index);
        int changed = 0;
        for (Architecture architecture : networks()) {
            ExecutionPlan unfused = plan(architecture);
            ExecutionPlan without = PlanFusions.fused(unfused, before);
            ExecutionPlan with = PlanFusions.fused(without, List.of(fusion));
            if (!with.equals(without)) {
                changed++;
                assertSame(outputs(architecture, with), outputs(architecture, unfused));
            }
        }
        assertThat(changed)
                .as("plans that %s changes", fusion.getClass().getSimpleName())
                .isPositive();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void a_rewriting_alone_changes_nothing_of_what_is_computed(Architecture architecture) {
        ExecutionPlan unfused = plan(architecture);
        Outputs expected = outputs(architecture, unfused);
        for (PlanFusion fusion : PlanFusions.all()) {
            ExecutionPlan fused = PlanFusions.fused(unfused, List.of(fusion));
            if (!fused.equals(unfused)) {
                assertSame(outputs(architecture, fused), expected);
            }
        }
    }

    @Test
    void a_poolformers_block_is_left_with_two_passes_of_its_own() {
        Architecture architecture = TinyArchitectures.poolformer();
        ExecutionPlan fused = PlanFusions.fused(plan(architecture), PlanFusions.all());
        assertThat(fused.toString().lines().filter(line -> line.startsWith("stages.1.blocks.0.")))
                .containsExactly(
                        "stages.1.blocks.0.norm1: statistics",
                        "stages.1.blocks.0.token_mixer: x + factor * r * (mean pooling 3x3 - x), statistics",
                        "stages.1.blocks.0.mlp.fc1: by rows: r * (product 48x24 + bias - mu * omega), GELU; x += product"
                                + " 24x48 + bias");
    }

    @Test
    void only_what_is_asked_for_is_computed() {
        Architecture architecture = TinyArchitectures.poolformer();
        ExecutionPlan fused = PlanFusions.fused(plan(architecture), PlanFusions.all());
        List<Integer> stem = fused.needed(Request.of(Output.activation("stem")));
        assertThat(stem.stream().map(i -> fused.steps().get(i).path())).containsExactly("picture", "stem.conv", "stem");
        List<Integer> logits = fused.needed(Request.LOGITS);
        assertThat(logits.stream().map(i -> fused.steps().get(i).path()))
                .contains("head.fc", "logits")
                .doesNotContain("stage0", "pooled", "input");
    }
}
