package io.metaformer4j.runtime.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.runtime.frame.LevelSizes;
import io.metaformer4j.runtime.frame.MemoryPlan;
import io.metaformer4j.runtime.plan.BoundaryStep;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ElementStep;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.runtime.plan.WeightMatrix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepOrderTest {

    private static final int SIDE = 4;

    private static PlanValue value(String name) {
        return PlanValue.map(name, 16, 0);
    }

    private static PlanStep affine(PlanValue in, PlanValue out) {
        return new ElementStep.Affine(out.name(), in, out, Coefficients.repeated(2, 16), Optional.empty());
    }

    private static StepOrder order(List<PlanStep> steps) {
        LevelSizes sizes = LevelSizes.of(steps, SIDE, SIDE);
        return order(steps, MemoryPlan.of(steps, sizes));
    }

    private static StepOrder order(List<PlanStep> steps, MemoryPlan memory) {
        List<Integer> all = IntStream.range(0, steps.size()).boxed().toList();
        return StepOrder.of(steps, all, memory, LevelSizes.of(steps, SIDE, SIDE));
    }

    @Test
    void two_steps_that_read_one_map_do_not_wait_for_each_other() {
        PlanValue a = value("a");
        PlanValue b = value("b");
        PlanValue c = value("c");
        PlanValue d = value("d");
        List<PlanStep> steps = List.of(
                new BoundaryStep.PictureInput("a", a), affine(a, b), affine(a, c), ElementStep.Add.plain("d", b, c, d));
        assertThat(order(steps).waits().stream()).containsExactly(1, 3);
    }

    @Test
    void who_writes_where_others_still_read_waits_although_nothing_is_handed_over() {
        PlanValue a = value("a");
        PlanValue b = value("b");
        PlanValue c = value("c");
        List<PlanStep> steps = List.of(new BoundaryStep.PictureInput("a", a), affine(a, b), affine(a, c));
        long size = 16L * SIDE * SIDE * Float.BYTES;
        assertThat(order(steps, new MemoryPlan(Map.of(a, 0L, b, size, c, 2 * size), 3 * size)).waits().stream())
                .containsExactly(1);
        assertThat(order(steps, new MemoryPlan(Map.of(a, 0L, b, size, c, size / 2), 3 * size)).waits().stream())
                .containsExactly(1, 2);
    }

    @Test
    void maps_are_small_from_the_first_product_with_more_weights_than_numbers() {
        PlanValue a = value("a");
        PlanValue few = a.like("few", 15);
        PlanValue many = a.like("many", 17);
        List<PlanStep> steps = List.of(
                new BoundaryStep.PictureInput("a", a),
                Product.plain("few", a, few, weight(15, 15), Optional.empty()),
                Product.plain("many", few, many, weight(17, 17), Optional.empty()));
        assertThat(order(steps).firstLate()).isEqualTo(2);
        assertThat(order(steps.subList(0, 2)).firstLate()).isEqualTo(2);
    }

    private static WeightMatrix weight(int outputs, int inputs) {
        return new WeightMatrix(outputs, inputs, Coefficients.repeated(1, outputs * inputs));
    }
}
