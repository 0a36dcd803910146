package io.metaformer4j.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What every decay promises behind any warm-up. */
abstract class ScheduleContractTest {

    private static final double BASE = 0.4;
    private static final int EPOCHS = 20;
    private static final int UPDATES = 7;
    private static final double ROUNDING = 1e-12;

    /** The decay under test, over a run of 20 epochs. */
    protected abstract Decay decay();

    /** How far the decay begins below the rate of the optimizer, at most. */
    protected double beginning() {
        return ROUNDING;
    }

    /** Behind a warm-up; with every update if that is asked for and this kind can. */
    private Schedule schedule(Warmup warmup, int cooldown, boolean perUpdate) {
        return new Schedule(
                warmup, decay(), cooldown, perUpdate && decay().plateau().isEmpty());
    }

    private static double rate(Schedule schedule, long update) {
        return schedule.rate(BASE, EPOCHS, (int) (update / UPDATES), update, UPDATES);
    }

    @Test
    void without_warmup_the_first_rate_is_that_of_the_optimizer() {
        for (boolean perUpdate : new boolean[] {true, false}) {
            assertThat(rate(schedule(Warmup.NONE, 0, perUpdate), 0)).isCloseTo(BASE, within(beginning()));
        }
    }

    @Test
    void rates_are_never_negative_never_above_the_first_and_never_rise() {
        for (boolean perUpdate : new boolean[] {true, false}) {
            Schedule schedule = schedule(Warmup.NONE, 3, perUpdate);
            double before = BASE + ROUNDING;
            for (long update = 0; update < (long) schedule.totalEpochs(EPOCHS) * UPDATES; update++) {
                double rate = rate(schedule, update);
                assertThat(rate).as("update %d", update).isBetween(0.0, before);
                before = rate + ROUNDING;
            }
        }
    }

    @Test
    void per_epoch_the_rate_stays_through_an_epoch() {
        Schedule schedule = schedule(Warmup.linear(2, 0), 0, false);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            long first = (long) epoch * UPDATES;
            assertThat(rate(schedule, first + UPDATES - 1)).isEqualTo(rate(schedule, first));
        }
    }

    @Test
    void a_warmup_rises_in_a_straight_line_whatever_comes_after() {
        Schedule schedule = schedule(Warmup.linear(2, 0.1), 0, true);
        for (int update = 0; update < 2 * UPDATES; update++) {
            double epochs = schedule.perUpdate() ? (double) update / UPDATES : Math.floorDiv(update, UPDATES);
            assertThat(rate(schedule, update)).isCloseTo(0.1 + 0.3 * epochs / 2, within(beginning()));
        }
    }

    @Test
    void behind_a_prefix_the_decay_begins_at_its_beginning() {
        Schedule plain = schedule(Warmup.NONE, 0, true);
        Schedule prefixed = schedule(new Warmup(2, 0, true), 0, true);
        assertThat(prefixed.totalEpochs(EPOCHS)).isEqualTo(plain.totalEpochs(EPOCHS) + 2);
        for (int update = 0; update < EPOCHS * UPDATES; update++) {
            assertThat(rate(prefixed, update + 2 * UPDATES)).isCloseTo(rate(plain, update), within(ROUNDING));
        }
    }

    @Test
    void the_rate_is_in_proportion_to_that_of_the_optimizer_where_no_lowest_rate_is_set() {
        Schedule schedule = schedule(Warmup.NONE, 0, true);
        for (int update = 0; update < EPOCHS * UPDATES; update += 5) {
            double once = schedule.rate(BASE, EPOCHS, update / UPDATES, update, UPDATES);
            double twice = schedule.rate(2 * BASE, EPOCHS, update / UPDATES, update, UPDATES);
            assertThat(twice).isCloseTo(2 * once, within(ROUNDING));
        }
    }
}
