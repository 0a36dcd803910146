package io.metaformer4j.runtime.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.runtime.frame.LevelSizes;
import io.metaformer4j.runtime.frame.MemoryPlan;
import io.metaformer4j.runtime.plan.BoundaryStep;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ElementStep;
import io.metaformer4j.runtime.plan.FusedStep.Bytes;
import io.metaformer4j.runtime.plan.FusedStep.Chain;
import io.metaformer4j.runtime.plan.FusedStep.NarrowConvolve;
import io.metaformer4j.runtime.plan.FusedStep.NarrowLayer;
import io.metaformer4j.runtime.plan.FusedStep.Narrowed;
import io.metaformer4j.runtime.plan.LinearStep.Convolve;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.runtime.plan.WeightMatrix;
import io.metaformer4j.zoo.architecture.ConvSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepOrderTest {

    private static final int SIDE = 4;
    private static final int OUTPUTS = 10;

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

    /** Each channel of the result has 16 numbers of 4 bytes, and as many weights as there are inputs. */
    @Test
    void weights_count_as_many_bytes_as_they_have_when_they_are_multiplied() {
        int written = SIDE * SIDE * Float.BYTES;
        for (int inputs = written / 8; inputs <= written + 8; inputs++) {
            PlanValue in = PlanValue.map("in", inputs, 0);
            assertThat(isLate(in, convolution(in))).isEqualTo(4 * inputs > written);
            assertThat(isLate(in, narrow(in, Optional.empty()))).isEqualTo(2 * inputs > written);
            assertThat(isLate(in, narrow(in, Optional.of(bytes(inputs, true))))).isEqualTo(inputs > written);
            assertThat(isLate(in, narrow(in, Optional.of(bytes(inputs, false)))))
                    .isEqualTo(4 * inputs > written);
            assertThat(isLate(in, product(in, Optional.empty()))).isEqualTo(2 * inputs > written);
            assertThat(isLate(in, product(in, Optional.of(bytes(inputs, true)))))
                    .isEqualTo(inputs > written);
            assertThat(isLate(in, product(in, Optional.of(bytes(inputs, false)))))
                    .isEqualTo(4 * inputs > written);
        }
    }

    private static boolean isLate(PlanValue in, PlanStep step) {
        return order(List.of(new BoundaryStep.PictureInput("in", in), step)).firstLate() == 1;
    }

    private static Bytes bytes(int inputs, boolean multiplied) {
        return new Bytes(
                Coefficients.repeated(1, OUTPUTS * inputs), Coefficients.repeated(1, OUTPUTS), 1, 0, multiplied);
    }

    private static Narrowed product(PlanValue in, Optional<Bytes> bytes) {
        PlanValue out = in.like("out", OUTPUTS);
        Product product = Product.plain("out", in, out, weight(OUTPUTS, in.channels()), Optional.empty());
        return new Narrowed(Optional.empty(), new NarrowLayer(product, bytes), Optional.empty());
    }

    private static NarrowConvolve narrow(PlanValue in, Optional<Bytes> bytes) {
        return new NarrowConvolve(Optional.empty(), convolution(in), bytes);
    }

    private static Convolve convolution(PlanValue in) {
        return new Convolve(
                "out",
                in,
                PlanValue.map("out", OUTPUTS, 1),
                new ConvSpec(1, 1, 0),
                Coefficients.repeated(1, OUTPUTS * in.channels()),
                Coefficients.repeated(1, OUTPUTS));
    }

    @Test
    void two_products_of_fewer_bits_weigh_as_much_as_both() {
        PlanValue in = value("a");
        PlanValue hidden = in.like("hidden", 40);
        PlanValue out = in.like("out", 16);
        NarrowLayer first = new NarrowLayer(
                Product.plain("hidden", in, hidden, weight(40, 16), Optional.empty()), Optional.empty());
        NarrowLayer second =
                new NarrowLayer(Product.plain("out", hidden, out, weight(16, 40), Optional.empty()), Optional.empty());
        PlanStep picture = new BoundaryStep.PictureInput("a", in);
        // 16 * 4 * 4 * 4 = 1024 bytes are written; each product has 640 weights of two bytes
        assertThat(order(List.of(picture, new Narrowed(Optional.empty(), first, Optional.of(second))))
                        .firstLate())
                .isEqualTo(1);
    }

    @Test
    void steps_without_weights_belong_to_that_before_them() {
        PlanValue a = value("a");
        PlanValue b = value("b");
        PlanValue c = value("c");
        PlanValue d = value("d");
        PlanValue e = value("e");
        PlanValue hidden = a.like("hidden", 40);
        PlanValue f = value("f");
        Product first = Product.plain("hidden", e, hidden, weight(40, 16), Optional.empty());
        Product second = Product.plain("f", hidden, f, weight(16, 40), Optional.empty());
        StepOrder order = order(List.of(
                new BoundaryStep.PictureInput("a", a),
                Product.plain("b", a, b, weight(16, 16), Optional.empty()),
                affine(b, c),
                affine(c, d),
                Product.plain("e", d, e, weight(16, 16), Optional.empty()),
                new Chain(first, second)));
        assertThat(IntStream.of(0, 1, 4, 5).map(index -> order.endOfGroup(index, 6)))
                .containsExactly(1, 4, 5, 6);
    }

    private static WeightMatrix weight(int outputs, int inputs) {
        return new WeightMatrix(outputs, inputs, Coefficients.repeated(1, outputs * inputs));
    }
}
