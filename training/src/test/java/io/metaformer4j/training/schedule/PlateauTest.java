package io.metaformer4j.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
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
            double value = losses[epoch];
            state = schedule.after(state, BASE, epoch, ClassificationMetrics.of(value, value, value, 1));
            state = PlateauState.fromData(state.toData()); // as through a checkpoint
            rates.add(schedule.rate(BASE, 100, epoch + 1, epoch + 1, 1, state));
        }
        return rates;
    }

    @Test
    void a_loss_gets_better_by_falling_and_an_accuracy_by_rising() {
        Plateau loss = new Plateau(0, 0.5, 0, "loss", 0, 0);
        assertThat(rates(schedule(loss), 3, 2, 1, 1)).containsExactly(0.5, 0.5, 0.5, 0.25);
        Plateau top5 = new Plateau(0, 0.5, 0, "top5", 0, 0);
        assertThat(rates(schedule(top5), 1, 2, 3, 2)).containsExactly(0.5, 0.5, 0.5, 0.25);
    }

    @Test
    void the_direction_is_that_of_the_metric_that_is_named() {
        Plateau miou = new Plateau(0, 0.5, 0, "miou", 0, 0);
        Metric higher = new Metric("miou", true);
        Metric lower = new Metric("miou", false);
        PlateauState known =
                miou.after(PlateauState.START, BASE, Metrics.ofSamples(9).with(higher, 3));
        assertThat(known.best()).hasValue(3);
        assertThat(miou.after(known, BASE, Metrics.ofSamples(9).with(higher, 2)).reductions())
                .isOne();
        assertThat(miou.after(known, BASE, Metrics.ofSamples(9).with(lower, 2)).reductions())
                .isZero();
        assertThatThrownBy(() -> miou.after(known, BASE, ClassificationMetrics.of(1, 2, 3, 4)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("no metric 'miou'")
                .hasMessageContaining("top1, top5, loss");
    }

    @Test
    void a_score_counts_as_better_only_beyond_the_threshold() {
        Plateau rule = new Plateau(0, 0.5, 0, "top1", 0.1, 0);
        assertThat(rates(schedule(rule), 50, 54, 56, 60)).containsExactly(0.5, 0.25, 0.25, 0.125);
    }

    @Test
    void patience_is_how_many_may_be_bad_in_a_row() {
        Plateau rule = Plateau.of(0, 0.5, 1);
        assertThat(rates(schedule(rule), 9, 1, 10, 1, 1, 1)).containsExactly(0.5, 0.5, 0.5, 0.5, 0.25, 0.25);
    }

    @Test
    void behind_a_reduction_bad_scores_rest_for_a_while() {
        Plateau rule = new Plateau(0, 0.5, 0, "top1", 0, 2);
        assertThat(rates(schedule(rule), 9, 1, 1, 1, 1, 1)).containsExactly(0.5, 0.25, 0.25, 0.25, 0.125, 0.125);
    }

    @Test
    void the_rate_stops_at_the_lowest_and_reductions_that_change_nothing_do_not_count() {
        Plateau rule = Plateau.of(0.2, 0.5, 0);
        Schedule schedule = schedule(rule);
        assertThat(rates(schedule, 9, 1, 1, 1)).containsExactly(0.5, 0.25, 0.2, 0.2);
        PlateauState state = PlateauState.START;
        for (int epoch = 0; epoch < 9; epoch++) {
            state = schedule.after(state, BASE, epoch, ClassificationMetrics.of(9, 9, 9, 1));
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
        PlateauState state = schedule.after(PlateauState.START, BASE, 1, ClassificationMetrics.of(99, 99, 0, 1));
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
