package io.metaformer4j.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {

    /** Doubles on both sides; the fixtures have ten digits. */
    private static final double RELATIVE = 1e-9;

    /** The kinds of timm that have a lowest rate at their end, at which a cooldown stays. */
    private static final Set<String> ENDING = Set.of("cosine", "tanh", "poly");

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void learning_rates_equal_those_of_timm(String name, JsonNode fixture) {
        JsonNode args = fixture.get("args");
        Schedule schedule = fixture.has("scheduler") ? unknown() : schedule(args);
        double base = args.get("lr").doubleValue();
        int epochs = args.get("num_epochs").intValue();
        assertThat(schedule.totalEpochs(epochs))
                .as(name)
                .isEqualTo(fixture.get("num_epochs_total").intValue());
        if (fixture.has("lr_before_training")) {
            JsonNode before = fixture.get("lr_before_training");
            assertThat(schedule.rate(base, epochs, 0, 0, 13)).isCloseTo(before.doubleValue(), relative(before));
        }
        for (JsonNode pair : fixture.path("lr_at_update")) {
            int perEpoch = args.get("updates_per_epoch").intValue();
            long update = pair.get(0).longValue();
            double rate = schedule.rate(base, epochs, (int) (update / perEpoch), update, perEpoch);
            assertThat(rate).as("update %d", update).isCloseTo(pair.get(1).doubleValue(), relative(pair.get(1)));
        }
        PlateauState state = PlateauState.START;
        JsonNode rates = fixture.path("lr_of_epoch");
        for (int epoch = 0; epoch < rates.size(); epoch++) {
            double rate = schedule.rate(base, epochs, epoch, 13L * epoch, 13, state);
            JsonNode expected = rates.get(epoch);
            assertThat(rate).as("epoch %d", epoch).isCloseTo(expected.doubleValue(), relative(expected));
            JsonNode metric = fixture.path("metric_after_epoch").path(epoch);
            if (metric.isNumber()) {
                state = schedule.after(state, base, epoch, ClassificationMetrics.of(metric.doubleValue(), 0, 0, 1));
            }
        }
    }

    private static Offset<Double> relative(JsonNode expected) {
        return within(RELATIVE * Math.abs(expected.doubleValue()));
    }

    static Stream<Arguments> cases() {
        return StreamSupport.stream(Fixtures.json("schedule/schedulers.json").spliterator(), false)
                .map(fixture -> Arguments.of(fixture.get("name").textValue(), fixture));
    }

    /** What timm makes of a name that it does not know, {@code None} among them: no schedule at all. */
    private static Schedule unknown() {
        return new Schedule(Warmup.NONE, new Decay.Constant(), 0, false);
    }

    private static Schedule schedule(JsonNode args) {
        Warmup warmup = new Warmup(
                args.get("warmup_epochs").intValue(),
                args.get("warmup_lr").doubleValue(),
                args.path("warmup_prefix").booleanValue());
        boolean ending = ENDING.contains(args.get("sched").textValue());
        return new Schedule(
                warmup,
                decay(args),
                ending ? args.get("cooldown_epochs").intValue() : 0,
                !args.path("step_on_epochs").asBoolean(true));
    }

    private static Decay decay(JsonNode args) {
        double factor = args.path("decay_rate").doubleValue();
        double lowest = args.get("min_lr").doubleValue();
        double exponent = args.path("k_decay").asDouble(1);
        return switch (args.get("sched").textValue()) {
            case "cosine" ->
                new Decay.Cosine(
                        lowest,
                        exponent,
                        args.path("cycle_limit").asInt(1),
                        args.path("cycle_mul").asDouble(1),
                        args.path("cycle_decay").asDouble(1));
            case "tanh" -> new Tanh(lowest);
            case "poly" -> new Decay.Polynomial(lowest, factor, exponent);
            case "step" -> new Decay.Step(args.get("decay_epochs").doubleValue(), factor);
            case "multistep" -> {
                List<Integer> milestones = new ArrayList<>();
                args.get("decay_milestones").forEach(m -> milestones.add(m.intValue()));
                yield new Decay.MultiStep(milestones, factor);
            }
            case "plateau" ->
                Plateau.of(lowest, factor, args.get("patience_epochs").intValue());
            default -> throw new IllegalArgumentException(args.toString());
        };
    }

    @Test
    void all_fixtures_are_run() {
        assertThat(cases()).hasSize(20);
    }

    @Test
    void k_decay_keeps_the_polynomial_at_its_ends_and_delays_its_fall() {
        Decay plain = new Decay.Polynomial(0.1, 2);
        Decay delayed = new Decay.Polynomial(0.1, 2, 3);
        assertThat(delayed.rate(1.1, 0, 10, 1)).isEqualTo(1.1);
        assertThat(delayed.rate(1.1, 10, 10, 1)).isEqualTo(0.1);
        assertThat(plain.rate(1.1, 5, 10, 1)).isCloseTo(0.1 + 0.25, within(1e-15));
        assertThat(delayed.rate(1.1, 5, 10, 1)).isCloseTo(0.1 + 0.765625, within(1e-15)); // (1 - 1/8)^2
    }

    @Test
    void cycles_that_shrink_end_at_the_lowest_rate_for_good() {
        Schedule schedule = new Schedule(Warmup.NONE, new Decay.Cosine(0.1, 1, 3, 0.5, 1), 5, false);
        assertThat(schedule.totalEpochs(8)).isEqualTo(8 + 4 + 2 + 5);
        assertThat(schedule.rate(0.5, 8, 8, 8, 1)).as("second cycle").isEqualTo(0.5);
        for (int epoch = 14; epoch < 19; epoch++) {
            assertThat(schedule.rate(0.5, 8, epoch, epoch, 1))
                    .as("epoch %d", epoch)
                    .isEqualTo(0.1);
        }
    }

    @Test
    void cycles_without_end_are_refused() {
        Schedule schedule = new Schedule(Warmup.NONE, new Decay.Cosine(0, 1, 100, 2, 1), 0, true);
        assertThatThrownBy(() -> schedule.totalEpochs(300))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("100 cycles")
                .hasMessageContaining("use fewer of them");
    }

    @Test
    void a_constant_rate_follows_the_warmup() {
        Schedule schedule = new Schedule(Warmup.linear(2, 0), new Decay.Constant(), 0, true);
        assertThat(schedule.rate(0.4, 10, 0, 5, 10)).isCloseTo(0.1, within(1e-15));
        assertThat(schedule.rate(0.4, 10, 7, 75, 10)).isEqualTo(0.4);
    }

    @Test
    void impossible_values_are_refused_by_name() {
        assertThatThrownBy(() -> Warmup.linear(-1, 0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("warm-up of -1 epochs");
        assertThatThrownBy(() -> new Decay.Cosine(Double.NaN))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("lowest learning rate");
        assertThatThrownBy(() -> new Decay.MultiStep(List.of(30, 20), 0.1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("[30, 20]");
    }
}
