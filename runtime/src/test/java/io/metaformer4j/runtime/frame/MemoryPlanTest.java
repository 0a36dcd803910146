package io.metaformer4j.runtime.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.runtime.plan.BoundaryStep;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ElementStep;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {

    private static PlanValue value(String name) {
        return PlanValue.map(name, 16, 0);
    }

    private static PlanStep affine(PlanValue in, PlanValue out) {
        return new ElementStep.Affine(out.name(), in, out, Coefficients.repeated(2, 16), Optional.empty());
    }

    @Test
    void values_that_are_not_needed_at_the_same_time_share_memory() {
        PlanValue a = value("a");
        PlanValue b = value("b");
        PlanValue c = value("c");
        PlanValue d = value("d");
        List<PlanStep> steps = List.of(new BoundaryStep.PictureInput("a", a), affine(a, b), affine(b, c), affine(c, d));
        MemoryPlan plan = MemoryPlan.of(steps, LevelSizes.of(steps, 4, 4));
        assertThat(plan.bytes()).isEqualTo(2L * 4 * 4 * 16 * Float.BYTES);
        assertThat(plan.offsets().get(a))
                .isEqualTo(plan.offsets().get(c))
                .isNotEqualTo(plan.offsets().get(b));
    }

    @Test
    void a_sum_lies_where_what_it_adds_to_lay_and_nothing_else_does_meanwhile() {
        PlanValue a = value("a");
        PlanValue b = value("b");
        PlanValue sum = value("sum");
        PlanValue c = value("c");
        PlanValue last = value("last");
        List<PlanStep> steps = List.of(
                new BoundaryStep.PictureInput("a", a),
                affine(a, b),
                ElementStep.Add.plain("sum", a, b, sum),
                affine(sum, c),
                ElementStep.Add.plain("last", sum, c, last));
        MemoryPlan plan = MemoryPlan.of(steps, LevelSizes.of(steps, 4, 4));
        assertThat(plan.offsets().get(sum))
                .isEqualTo(plan.offsets().get(a))
                .isEqualTo(plan.offsets().get(last));
        assertThat(plan.offsets().get(c)).isNotEqualTo(plan.offsets().get(sum));
    }
}
