package io.metaformer4j.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a rate that follows the scores is reduced; the numbers follow from the rule of PyTorch's ReduceLROnPlateau. */
class PlateauTest {

    private static final double BASE = 0.5;

    private static Schedule schedule(Plateau rule) {
        return new Schedule(Warmup.NONE, rule, 0, false);
    }

    /** The rate behind each of the validations. */
    private static List<Double> rates(Schedule schedule, double... losses) {
        List<Double> rates = new ArrayList<>();
        PlateauState state = PlateauState.START;
        for (int epoch = 0; epoch < losses.length; epoch++) {
            state = schedule.after(state, BASE, epoch, new Metrics(losses[epoch], losses[epoch], losses[epoch], 1));
            state = PlateauState.fromData(state.toData()); // as through a checkpoint
            rates.add(schedule.rate(BASE, 100, epoch + 1, epoch + 1, 1, state));
        }
        return rates;
    }

    @Test
    void a_loss_gets_better_by_falling_and_an_accuracy_by_rising() {
        Plateau loss = new Plateau(0, 0.5, 0, Plateau.Score.LOSS, 0, 0);
        assertThat(rates(schedule(loss), 3, 2, 1, 1)).containsExactly(0.5, 0.5, 0.5, 0.25);
        Plateau top5 = new Plateau(0, 0.5, 0, Plateau.Score.TOP5, 0, 0);
        assertThat(rates(schedule(top5), 1, 2, 3, 2)).containsExactly(0.5, 0.5, 0.5, 0.25);
    }

    @Test
    void a_score_counts_as_better_only_beyond_the_threshold() {
        Plateau rule = new Plateau(0, 0.5, 0, Plateau.Score.TOP1, 0.1, 0);
        assertThat(rates(schedule(rule), 50, 54, 56, 60)).containsExactly(0.5, 0.25, 0.25, 0.125);
    }

    @Test
    void patience_is_how_many_may_be_bad_in_a_row() {
        Plateau rule = Plateau.of(0, 0.5, 1);
        assertThat(rates(schedule(rule), 9, 1, 10, 1, 1, 1)).containsExactly(0.5, 0.5, 0.5, 0.5, 0.25, 0.25);
    }

    @Test
    void behind_a_reduction_bad_scores_rest_for_a_while() {
        Plateau rule = new Plateau(0, 0.5, 0, Plateau.Score.TOP1, 0, 2);
        assertThat(rates(schedule(rule), 9, 1, 1, 1, 1, 1)).containsExactly(0.5, 0.25, 0.25, 0.25, 0.125, 0.125);
    }

    @Test
    void the_rate_stops_at_the_lowest_and_reductions_that_change_nothing_do_not_count() {
        Plateau rule = Plateau.of(0.2, 0.5, 0);
        Schedule schedule = schedule(rule);
        assertThat(rates(schedule, 9, 1, 1, 1)).containsExactly(0.5, 0.25, 0.2, 0.2);
        PlateauState state = PlateauState.START;
        for (int epoch = 0; epoch < 9; epoch++) {
            state = schedule.after(state, BASE, epoch, new Metrics(9, 9, 9, 1));
        }
        assertThat(state.reductions()).isEqualTo(2);
    }

    @Test
    void a_score_that_is_no_number_is_a_bad_one() {
        assertThat(rates(schedule(Plateau.of(0, 0.5, 0)), Double.NaN, 1, 2)).containsExactly(0.25, 0.25, 0.25);
    }

    @Test
    void scores_of_the_warm_up_do_not_count() {
        Schedule schedule = new Schedule(Warmup.linear(2, 0.1), Plateau.of(0, 0.5, 0), 0, false);
        PlateauState state = schedule.after(PlateauState.START, BASE, 1, new Metrics(99, 99, 0, 1));
        assertThat(state).isEqualTo(PlateauState.START);
    }

    @Test
    void impossible_rules_are_refused_by_name() {
        assertThatThrownBy(() -> Plateau.of(0, 1, 2))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("factor of the plateau schedule is 1.0");
        assertThatThrownBy(() -> Plateau.of(0, 0.1, -1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("patience of -1");
        assertThatThrownBy(() -> new Schedule(Warmup.NONE, Plateau.of(0, 0.1, 1), 0, true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("let it change with every epoch");
    }
}
