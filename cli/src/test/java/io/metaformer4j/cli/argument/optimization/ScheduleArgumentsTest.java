package io.metaformer4j.cli.argument.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Plateau;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Tanh;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Which schedule timm's options ask for, beside what a recipe says. */
class ScheduleArgumentsTest {

    private static final Schedule RECIPE =
            new Schedule(Warmup.linear(3, 1e-4), new Decay.Cosine(1e-5, 1.5, 2, 3, 0.25), 7, true);

    private static Schedule changed(Schedule base, String options) {
        String[] words = options.isEmpty() ? new String[0] : options.split(" ");
        return CommandLine.populateCommand(new ScheduleArguments(), words).schedule(base);
    }

    static Stream<Arguments> schedules() {
        Decay.Cosine cosine = new Decay.Cosine(1e-5, 1.5, 2, 3, 0.25);
        return Stream.of(
                Arguments.of("", cosine),
                Arguments.of("--sched cosine", cosine),
                Arguments.of("--min-lr 1e-3 --lr-k-decay 1", new Decay.Cosine(1e-3, 1, 2, 3, 0.25)),
                Arguments.of("--lr-cycle-limit 4 --lr-cycle-mul 1", new Decay.Cosine(1e-5, 1.5, 4, 1, 0.25)),
                Arguments.of("--lr-cycle-decay 0.75", new Decay.Cosine(1e-5, 1.5, 2, 3, 0.75)),
                Arguments.of("--sched tanh", new Tanh(1e-5)),
                Arguments.of("--sched tanh --min-lr 1e-3", new Tanh(1e-3)),
                Arguments.of("--sched step", new Decay.Step(90, 0.1)),
                Arguments.of("--sched step --decay-epochs 2.4 --decay-rate 0.97", new Decay.Step(2.4, 0.97)),
                Arguments.of("--sched multistep", new Decay.MultiStep(List.of(90, 180, 270), 0.1)),
                Arguments.of(
                        "--sched multistep --decay-milestones 3 6 9 --dr 0.2",
                        new Decay.MultiStep(List.of(3, 6, 9), 0.2)),
                Arguments.of("--decay-milestones 3,6 --sched multistep", new Decay.MultiStep(List.of(3, 6), 0.1)),
                Arguments.of("--sched poly", new Decay.Polynomial(1e-5, 0.1)),
                Arguments.of(
                        "--sched poly --decay-rate 2 --lr-k-decay 1.5 --min-lr 0", new Decay.Polynomial(0, 2, 1.5)),
                Arguments.of("--sched plateau", Plateau.of(1e-5, 0.1, 10)),
                Arguments.of(
                        "--sched plateau --patience-epochs 3 --decay-rate 0.5 --plateau-metric loss"
                                + " --plateau-threshold 0.01 --plateau-cooldown 2 --min-lr 1e-7",
                        new Plateau(1e-7, 0.5, 3, "loss", 0.01, 2)),
                Arguments.of("--sched constant", new Decay.Constant()),
                Arguments.of("--sched none", new Decay.Constant()));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void what_is_given_replaces_what_the_recipe_says(String options, Decay decay) {
        assertThat(changed(RECIPE, options).decay()).isEqualTo(decay);
    }

    @Test
    void the_warm_up_stays_but_where_there_is_no_schedule_at_all() {
        assertThat(changed(RECIPE, "")).isEqualTo(RECIPE);
        assertThat(changed(RECIPE, "--sched constant").warmup()).isEqualTo(RECIPE.warmup());
        assertThat(changed(RECIPE, "--sched none").warmup()).isEqualTo(Warmup.NONE);
        assertThat(changed(RECIPE, "--warmup-epochs 5 --warmup-lr 1e-6 --warmup-prefix")
                        .warmup())
                .isEqualTo(new Warmup(5, 1e-6, true));
    }

    @Test
    void a_cooldown_stays_where_the_schedule_has_an_end() {
        assertThat(changed(RECIPE, "--sched tanh").cooldownEpochs()).isEqualTo(7);
        assertThat(changed(RECIPE, "--sched tanh --cooldown-epochs 2").cooldownEpochs())
                .isEqualTo(2);
        assertThat(changed(RECIPE, "--sched step").cooldownEpochs()).isZero();
        Schedule stored = new Schedule(Warmup.NONE, new Decay.Step(2, 0.5), 4, true);
        assertThat(changed(stored, "--decay-rate 0.25"))
                .isEqualTo(new Schedule(Warmup.NONE, new Decay.Step(2, 0.25), 4, true));
    }

    @Test
    void the_rate_changes_as_often_as_asked_for_and_with_epochs_where_it_follows_scores() {
        assertThat(changed(RECIPE, "--sched tanh").perUpdate()).isTrue();
        assertThat(changed(RECIPE, "--sched-on-epochs").perUpdate()).isFalse();
        assertThat(changed(RECIPE, "--sched plateau").perUpdate()).isFalse();
        Schedule perEpoch = new Schedule(Warmup.NONE, new Decay.Cosine(0), 0, false);
        assertThat(changed(perEpoch, "--min-lr 1e-5").perUpdate()).isFalse();
        assertThat(changed(perEpoch, "--sched-on-updates").perUpdate()).isTrue();
    }

    @Test
    void further_cycles_begin_at_half_the_rate_unless_the_recipe_or_an_option_says_otherwise() {
        Schedule single = Schedule.cosine(Warmup.NONE, 1e-6);
        assertThat(changed(single, "--lr-cycle-limit 3").decay()).isEqualTo(new Decay.Cosine(1e-6, 1, 3, 1, 0.5));
        assertThat(changed(single, "--lr-cycle-limit 3 --lr-cycle-decay 1").decay())
                .isEqualTo(new Decay.Cosine(1e-6, 1, 3, 1, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--decay-milestones 3",
                "--sched tanh --lr-k-decay 2",
                "--sched tanh --lr-cycle-limit 2",
                "--sched poly --lr-cycle-limit 2",
                "--sched step --decay-milestones 3",
                "--sched step --cooldown-epochs 3",
                "--sched multistep --decay-epochs 3",
                "--sched poly --patience-epochs 3",
                "--sched plateau --cooldown-epochs 3",
                "--sched constant --min-lr 1e-5",
                "--sched none --warmup-prefix",
                "--sched none --sched-on-epochs"
            })
    void what_means_nothing_to_a_kind_is_refused(String options) {
        String refused = options.replaceAll("^--sched \\w+ | [\\d.e-]+$", "");
        assertThatThrownBy(() -> changed(RECIPE, options))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageStartingWith(refused + " means nothing to the schedule ");
    }
}
