package io.metaformer4j.evaluation.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Figures and temperatures that follow from formulas. */
class TemperatureScalingTest {

    private static final double ROUNDING = 1e-14;

    /** Where the search stops, and a little for the roundings of its slope. */
    private static final double SEARCH = 1e-11;

    private static Logits logits(float... values) {
        return Logits.of(values, 0, values.length);
    }

    /** Four pictures: the first class has a logit of 2, and is right for the first three. */
    private static void addFour(TemperatureScaling scaling, int first) {
        for (int i = 0; i < 4; i++) {
            scaling.accept(first + i, logits(2, 0), i < 3 ? 0 : 1);
        }
    }

    @Test
    void brier_score_and_log_loss_of_an_example() {
        Calibration calibration = new Calibration(ReliabilityBins.STANDARD);
        // probabilities 1/2, 1/4 and 1/4: exp(0) and twice exp(-log 2), within the rounding of a float
        float half = (float) -Math.log(2);
        calibration.accept(0, logits(0, half, half), 0);
        calibration.accept(1, logits(half, 0, half), 2);
        CalibrationFigures figures = calibration.figures();
        assertThat(figures.pictures()).isEqualTo(2);
        assertThat(figures.accuracy()).isEqualTo(0.5);
        assertThat(figures.confidence()).isCloseTo(0.5, within(1e-7));
        // (1/4 + 1/16 + 1/16 + 1/4 + 1/16 + 9/16) / 2
        assertThat(figures.brier()).isCloseTo(0.625, within(1e-7));
        assertThat(figures.logLoss()).isCloseTo((Math.log(2) + Math.log(4)) / 2, within(1e-7));
        assertThat(figures.expectedError()).isCloseTo(0, within(1e-7));
        assertThat(figures.toData()).containsKeys("ece", "mce", "adaptive_ece", "brier", "nll", "bins");
    }

    @Test
    void a_certain_answer_has_a_confidence_of_one_and_no_distance() {
        Calibration calibration = new Calibration(10);
        calibration.accept(0, logits(500, -500), 0);
        CalibrationFigures figures = calibration.figures();
        assertThat(figures.confidence()).isEqualTo(1);
        assertThat(figures.brier()).isZero();
        assertThat(figures.logLoss()).isZero();
        assertThat(figures.bins().get(9).count()).isEqualTo(1);
    }

    /** The sigmoid of 2 / T must be 3/4, so that T is 2 / log 3. */
    @Test
    void the_temperature_makes_the_mean_probability_that_of_being_right() {
        TemperatureScaling scaling = new TemperatureScaling(1, 15);
        addFour(scaling, 0);
        TemperatureFit fit = scaling.fit();
        assertThat(fit.temperature()).isCloseTo(2 / Math.log(3), within(SEARCH));
        assertThat(fit.atLimit()).isFalse();
        assertThat(fit.separate()).isFalse();
        assertThat(fit.fitted()).isEqualTo(4);
        assertThat(fit.before().expectedError()).isCloseTo(1 / (1 + Math.exp(-2)) - 0.75, within(ROUNDING));
        assertThat(fit.after().expectedError()).isCloseTo(0, within(SEARCH));
        double entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
        assertThat(fit.after().logLoss()).isCloseTo(entropy, within(SEARCH));
        assertThat(fit.after().accuracy()).isEqualTo(fit.before().accuracy());
    }

    @Test
    void it_is_judged_on_the_pictures_that_it_was_not_fitted_to() {
        TemperatureScaling scaling = new TemperatureScaling(0.5, 15);
        for (int i = 0; i < 4; i++) {
            scaling.accept(2 * i + 1, logits(2, 0), i < 3 ? 0 : 1); // fitted: 3 of 4 are right
            scaling.accept(2 * i, logits(2, 0), i < 2 ? 0 : 1); // judged: 2 of 4
        }
        TemperatureFit fit = scaling.fit();
        assertThat(fit.temperature()).isCloseTo(2 / Math.log(3), within(SEARCH));
        assertThat(fit.separate()).isTrue();
        assertThat(fit.fitted()).isEqualTo(4);
        assertThat(fit.after().pictures()).isEqualTo(4);
        assertThat(fit.after().accuracy()).isEqualTo(0.5);
        assertThat(fit.after().confidence()).isCloseTo(0.75, within(SEARCH));
        assertThat(fit.after().expectedError()).isCloseTo(0.25, within(SEARCH));
    }

    @Test
    void no_other_temperature_has_a_smaller_loss() {
        SplittableRandom random = new SplittableRandom(5);
        TemperatureScaling scaling = new TemperatureScaling(1, 15);
        LabelledLogits pictures = new LabelledLogits();
        for (int i = 0; i < 50; i++) {
            float[] row = new float[6];
            for (int k = 0; k < row.length; k++) {
                row[k] = (float) (10 * random.nextDouble());
            }
            int label = i % 5 < 3 ? logits(row).top(1)[0] : random.nextInt(row.length);
            scaling.accept(i, logits(row), label);
            pictures.add(logits(row), label);
        }
        TemperatureFit fit = scaling.fit();
        for (double factor : new double[] {0.5, 0.99, 1.01, 2}) {
            Calibration other = new Calibration(15, 1 / (fit.temperature() * factor));
            pictures.forEach(other);
            assertThat(other.figures().logLoss()).isGreaterThan(fit.after().logLoss());
        }
    }

    @Test
    void where_all_answers_are_right_or_the_wrong_way_round_the_limit_is_said() {
        TemperatureScaling right = new TemperatureScaling(1, 15);
        right.accept(0, logits(2, 0), 0);
        assertThat(right.fit().atLimit()).isTrue();
        assertThat(right.fit().temperature()).isEqualTo(0.01);
        TemperatureScaling wrong = new TemperatureScaling(1, 15);
        wrong.accept(0, logits(2, 0), 1);
        assertThat(wrong.fit().atLimit()).isTrue();
        assertThat(wrong.fit().temperature()).isEqualTo(100);
    }

    @Test
    void too_few_pictures_and_impossible_shares_are_refused() {
        TemperatureScaling one = new TemperatureScaling(0.5, 15);
        one.accept(0, logits(2, 0), 0);
        assertThatThrownBy(one::fit)
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("of 1 pictures, 0 are for finding");
        assertThatThrownBy(() -> one.requireFits(1, 10))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("of 1 pictures, 0 are for finding");
        assertThatThrownBy(() -> one.requireFits(50_000, 21_841))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("fewer pictures");
        one.requireFits(2, 1000);
        new TemperatureScaling(1, 15).requireFits(1, 1000);
        for (double share : new double[] {0, -1, 1.5, Double.NaN}) {
            assertThatThrownBy(() -> new TemperatureScaling(share, 15))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("share");
        }
    }
}
