package io.metaformer4j.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {

    /** Doubles on both sides; the fixtures have ten digits. */
    private static final double RELATIVE = 1e-9;

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void learning_rates_equal_those_of_timm(String name, Schedule schedule, JsonNode fixture) {
        JsonNode args = fixture.get("args");
        double base = args.get("lr").doubleValue();
        int epochs = args.get("num_epochs").intValue();
        if (!name.startsWith("cosine_cycles")) {
            assertThat(schedule.totalEpochs(epochs))
                    .isEqualTo(fixture.get("num_epochs_total").intValue()
                            + (usesCooldown(args) ? 0 : schedule.cooldownEpochs()));
        }
        if (schedule.perUpdate()) {
            int perEpoch = args.get("updates_per_epoch").intValue();
            for (JsonNode pair : fixture.get("lr_at_update")) {
                long update = pair.get(0).longValue();
                double rate = schedule.rate(base, epochs, (int) (update / perEpoch), update, perEpoch);
                assertThat(rate).as("update %d", update).isCloseTo(pair.get(1).doubleValue(), relative(pair.get(1)));
            }
        } else {
            JsonNode rates = fixture.get("lr_of_epoch");
            for (int epoch = 0; epoch < rates.size(); epoch++) {
                double rate = schedule.rate(base, epochs, epoch, 13L * epoch, 13);
                assertThat(rate)
                        .as("epoch %d", epoch)
                        .isCloseTo(rates.get(epoch).doubleValue(), relative(rates.get(epoch)));
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> relative(JsonNode expected) {
        return within(RELATIVE * Math.abs(expected.doubleValue()));
    }

    private static boolean usesCooldown(JsonNode args) {
        return List.of("cosine", "poly").contains(args.get("sched").textValue());
    }

    static Stream<Arguments> cases() {
        return StreamSupport.stream(Fixtures.json("schedule/schedulers.json").spliterator(), false)
                .flatMap(
                        fixture -> schedule(fixture.get("args"))
                                .map(s -> Arguments.of(fixture.get("name").textValue(), s, fixture))
                                .stream())
                .filter(arguments -> !((JsonNode) arguments.get()[2]).has("scheduler"));
    }

    private static Optional<Schedule> schedule(JsonNode args) {
        return decay(args)
                .map(decay -> new Schedule(
                        new Warmup(
                                args.get("warmup_epochs").intValue(),
                                args.get("warmup_lr").doubleValue(),
                                args.path("warmup_prefix").booleanValue()),
                        decay,
                        args.get("cooldown_epochs").intValue(),
                        !args.get("step_on_epochs").booleanValue()));
    }

    private static Optional<Decay> decay(JsonNode args) {
        double factor = args.path("decay_rate").doubleValue();
        return switch (args.get("sched").textValue()) {
            case "cosine" ->
                Optional.of(new Decay.Cosine(
                        args.get("min_lr").doubleValue(),
                        args.path("k_decay").asDouble(1),
                        args.path("cycle_limit").asInt(1),
                        args.path("cycle_mul").asDouble(1),
                        args.path("cycle_decay").asDouble(1)));
            case "poly" -> Optional.of(new Decay.Polynomial(args.get("min_lr").doubleValue(), factor));
            case "step" -> Optional.of(new Decay.Step(args.get("decay_epochs").doubleValue(), factor));
            case "multistep" -> {
                List<Integer> milestones = new ArrayList<>();
                args.get("decay_milestones").forEach(m -> milestones.add(m.intValue()));
                yield Optional.of(new Decay.MultiStep(milestones, factor));
            }
            default -> Optional.empty();
        };
    }

    @Test
    void all_fixtures_of_supported_decays_are_run() {
        assertThat(cases()).hasSize(16);
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
