package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Request;
import io.metaformer4j.engine.profile.ProductFormat;
import io.metaformer4j.engine.profile.StepWork;
import io.metaformer4j.runtime.compile.PlanFusions;
import io.metaformer4j.runtime.exec.StepWatch;
import io.metaformer4j.runtime.exec.ThreadWork;
import io.metaformer4j.runtime.plan.ExecutionPlan;
import io.metaformer4j.runtime.profile.GuardedRuns;
import io.metaformer4j.runtime.profile.PlanProfiler;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import io.metaformer4j.zoo.cost.Complexity;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The multiply-adds of a plan are those that are counted from the description of its network, whatever is fused. */
class CountedPlansTest {

    private static final GuardedRuns NEVER = new GuardedRuns() {
        @Override
        public void require(ImageBatch images) {}

        @Override
        public void run(ImageBatch images, StepWatch watch) {
            throw new AssertionError("nothing is to be computed");
        }

        @Override
        public void onEveryThread(ThreadWork work) {
            throw new AssertionError("nothing is to be measured");
        }
    };

    static Stream<Architecture> small() {
        return TinyArchitectures.family().stream().filter(Architecture::hasClassifier);
    }

    private static List<StepWork> work(ExecutionPlan plan, int side) {
        ImageBatch pictures = ImageBatch.allocate(ImageBatch.Layout.UINT8_NHWC, 1, side, side);
        return new PlanProfiler(plan, Request.LOGITS, 1, NEVER).work(pictures);
    }

    private static void assertCounted(Architecture architecture, int side) {
        ExecutionPlan unfused = DescribedPlan.of(architecture).unfused();
        Complexity counted = Complexity.of(architecture, side, side);
        for (ExecutionPlan plan : List.of(unfused, PlanFusions.fused(unfused, PlanFusions.all()))) {
            List<StepWork> work = work(plan, side);
            assertThat(work.stream().mapToLong(StepWork::allMacs).sum()).isEqualTo(counted.macs());
            for (Complexity.Section section : counted.sections()) {
                assertThat(work.stream()
                                .filter(step -> (step.path() + ".").startsWith(section.name() + "."))
                                .mapToLong(StepWork::allMacs)
                                .sum())
                        .as(section.name())
                        .isEqualTo(section.macs());
            }
            assertThat(work).flatExtracting(step -> step.macs().keySet()).containsOnly(ProductFormat.FLOAT32);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poolformer_s12.sail_in1k", "caformer_s18.sail_in1k", "geoformer_s12"})
    void of_published_networks(String name) {
        assertCounted(Catalog.standard().get(name).architecture(), 224);
    }

    @ParameterizedTest
    @MethodSource("small")
    void of_every_kind_of_network(Architecture architecture) {
        assertCounted(architecture, 32);
    }
}
