package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.ComputationPlan;
import io.metaformer4j.engine.Request;
import io.metaformer4j.runtime.compile.NetworkTensors;
import io.metaformer4j.runtime.compile.PlanFusions;
import io.metaformer4j.runtime.compile.PlanWriter;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plan told from a description alone is the one that runs with weights. */
class DescribedPlanTest {

    static Stream<Architecture> classifiers() {
        return TinyArchitectures.family().stream().filter(Architecture::hasClassifier);
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void it_has_the_steps_that_run_with_weights(Architecture architecture) {
        ExecutionPlan running = PlanFusions.fused(
                PlanWriter.write(architecture, NetworkTensors.of(architecture, VariedWeights.of(architecture, 5))),
                PlanFusions.all());
        List<String> expected = running.needed(Request.LOGITS).stream()
                .map(running.steps()::get)
                .map(step -> step.path() + ": " + step.describe())
                .toList();
        ComputationPlan told = new CpuEngine().plan(architecture, 32, 32).orElseThrow();
        assertThat(told.steps().stream().map(step -> step.path() + ": " + step.text()))
                .containsExactlyElementsOf(expected);
        assertThat(told.operations()).isGreaterThanOrEqualTo(told.steps().size());
        assertThat(told.bytes()).isPositive();
    }

    @Test
    void a_backbone_without_a_classifier_has_a_plan_for_the_maps_of_its_stages() {
        ComputationPlan told =
                new CpuEngine().plan(TinyArchitectures.backbone(), 32, 32).orElseThrow();
        assertThat(told.steps().stream().map(ComputationPlan.Action::path)).contains("stage0", "stage1");
    }
}
