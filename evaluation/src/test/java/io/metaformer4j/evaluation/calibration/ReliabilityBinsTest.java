package io.metaformer4j.evaluation.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.zoo.MetaFormerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples counted by hand. */
class ReliabilityBinsTest {

    /** Sums of a few numbers below 1. */
    private static final double ROUNDING = 1e-15;

    /** Of five bins the first, the second and the last have answers; the last has two right ones of three. */
    private static ReliabilityBins five(int bins) {
        ReliabilityBins counted = new ReliabilityBins(bins);
        counted.add(0.95, true);
        counted.add(0.2, true);
        counted.add(1, true);
        counted.add(0.3, false);
        counted.add(0.9, false);
        return counted;
    }

    @Test
    void errors_of_an_example() {
        ReliabilityBins counted = five(5);
        assertThat(counted.size()).isEqualTo(5);
        assertThat(counted.bins()).extracting(ReliabilityBin::count).containsExactly(1L, 1L, 0L, 0L, 3L);
        ReliabilityBin last = counted.bins().get(4);
        assertThat(last.low()).isEqualTo(0.8);
        assertThat(last.high()).isEqualTo(1);
        assertThat(last.confidence()).isCloseTo(0.95, within(ROUNDING));
        assertThat(last.accuracy()).isCloseTo(2 / 3.0, within(ROUNDING));
        // (1 x 0.8 + 1 x 0.3 + 3 x (0.95 - 2/3)) / 5
        assertThat(counted.expectedError()).isCloseTo(0.39, within(ROUNDING));
        assertThat(counted.maximumError()).isCloseTo(0.8, within(ROUNDING));
    }

    @Test
    void bins_of_equally_many_answers_are_cut_in_the_order_of_confidence() {
        // 0.2 and 0.3: 1 right, 0.5 expected; 0.9, 0.95 and 1: 2 right, 2.85 expected
        assertThat(five(2).adaptiveError()).isCloseTo((0.5 + 0.85) / 5, within(ROUNDING));
        // one bin of all: 3 right, 3.35 expected
        assertThat(five(1).adaptiveError()).isCloseTo(0.07, within(ROUNDING));
        // more bins than answers: each answer alone
        assertThat(five(9).adaptiveError()).isCloseTo((0.8 + 0.3 + 0.9 + 0.05) / 5, within(ROUNDING));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 7, 10, 15, 49, 100})
    void a_confidence_on_a_border_belongs_to_the_bin_below_it(int bins) {
        for (int border = 1; border <= bins; border++) {
            double confidence = (double) border / bins;
            assertThat(binOf(confidence, bins)).isEqualTo(border - 1);
            if (border < bins) {
                assertThat(binOf(Math.nextUp(confidence), bins)).isEqualTo(border);
            }
        }
        assertThat(binOf(0, bins)).isZero();
        assertThat(binOf(Math.nextDown(1.0), bins)).isEqualTo(bins - 1);
    }

    private static int binOf(double confidence, int bins) {
        ReliabilityBins counted = new ReliabilityBins(bins);
        counted.add(confidence, true);
        return counted.bins().stream().map(ReliabilityBin::count).toList().indexOf(1L);
    }

    @Test
    void the_order_of_the_answers_does_not_matter_also_where_confidences_are_equal() {
        boolean[] right = {true, false, false, true, true};
        ReliabilityBins forwards = new ReliabilityBins(2);
        ReliabilityBins backwards = new ReliabilityBins(2);
        for (int i = 0; i < right.length; i++) {
            forwards.add(0.75, right[i]);
            backwards.add(0.75, right[right.length - 1 - i]);
        }
        // two wrong ones, and three right ones
        assertThat(forwards.adaptiveError()).isEqualTo((2 * 0.75 + 3 * 0.25) / 5);
        assertThat(backwards.adaptiveError()).isEqualTo(forwards.adaptiveError());
    }

    @Test
    void many_answers_are_all_counted() {
        ReliabilityBins counted = new ReliabilityBins(4);
        for (int i = 0; i < 1000; i++) {
            counted.add(0.5, i % 2 == 0);
        }
        assertThat(counted.size()).isEqualTo(1000);
        assertThat(counted.expectedError()).isZero();
        assertThat(counted.maximumError()).isZero();
    }

    @Test
    void without_answers_there_is_no_error() {
        ReliabilityBins none = new ReliabilityBins(3);
        assertThat(none.bins()).hasSize(3).allMatch(bin -> bin.gap() == 0);
        assertThat(none.expectedError()).isNaN();
        assertThat(none.adaptiveError()).isNaN();
    }

    @Test
    void hopeless_numbers_are_refused() {
        assertThatThrownBy(() -> new ReliabilityBins(0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("bins 0");
        for (double confidence : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new ReliabilityBins(3).add(confidence, true))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
