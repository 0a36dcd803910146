package io.metaformer4j.evaluation.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.page.LineChart.Line;
import io.metaformer4j.evaluation.page.LineChart.Mark;
import io.metaformer4j.evaluation.page.LineChart.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LineChartTest {

    private static final Pattern TICK = Pattern.compile("class=\"tick\"[^>]*text-anchor=\"end\">([^<]*)<");
    private static final Pattern COUNT = Pattern.compile("class=\"tick\"[^>]*text-anchor=\"middle\">([^<]*)<");
    private static final Pattern NAME = Pattern.compile("class=\"name [^>]* y=\"([\\d.]+)\"[^>]*>([^<]*)<");

    private static List<Point> points(double... values) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            points.add(new Point(i + 1, values[i]));
        }
        return points;
    }

    private static List<String> found(Pattern pattern, String svg) {
        return pattern.matcher(svg).results().map(match -> match.group(1)).toList();
    }

    private static List<String> ticks(boolean percent, double... values) {
        return found(
                TICK, LineChart.of("curve", "steps", points(values), percent).toSvg());
    }

    @Test
    void grid_lines_stand_at_round_numbers_and_say_exactly_where() {
        assertThat(ticks(true, 0.65, 0.872)).containsExactly("70 %", "80 %", "steps");
        assertThat(ticks(true, 0.904, 0.91)).containsExactly("90.4 %", "90.6 %", "90.8 %", "91.0 %", "steps");
        assertThat(ticks(false, 2.3, 0.6)).containsExactly("0.5", "1.0", "1.5", "2.0", "steps");
        assertThat(ticks(false, 0, 40)).containsExactly("0", "10", "20", "30", "40", "steps");
    }

    @Test
    void small_and_large_numbers_have_exponents() {
        assertThat(ticks(false, 3e-4, 1e-3)).containsExactly("0.4e-3", "0.6e-3", "0.8e-3", "1.0e-3", "steps");
        assertThat(ticks(false, 0, 4e6)).containsExactly("0", "1e6", "2e6", "3e6", "4e6", "steps");
    }

    @Test
    void a_flat_curve_is_drawn_too() {
        assertThat(ticks(false, 1, 1)).containsExactly("0.90", "0.95", "1.00", "1.05", "1.10", "steps");
        assertThat(ticks(true, 1, 1)).containsExactly("90 %", "92 %", "94 %", "96 %", "98 %", "100 %", "steps");
        assertThat(ticks(false, 0, 0)).contains("0.00");
    }

    @Test
    void charts_that_share_a_range_have_the_same_grid() {
        LineChart low = LineChart.of("curve", "steps", points(0.1, 0.2), true);
        LineChart high = LineChart.of("curve", "steps", points(0.8, 0.9), true);
        assertThat(found(TICK, low.toSvg(0, 0.9)))
                .isEqualTo(found(TICK, high.toSvg(0, 0.9)))
                .containsExactly("0 %", "20 %", "40 %", "60 %", "80 %", "steps");
    }

    @Test
    void whole_numbers_stand_below_from_the_first_one_on() {
        assertThat(found(
                        COUNT,
                        LineChart.of("curve", "epoch", points(new double[60]), false)
                                .toSvg()))
                .containsExactly("1", "20", "40", "60");
        assertThat(found(
                        COUNT,
                        LineChart.of("curve", "epoch", points(3, 2, 1), false).toSvg()))
                .containsExactly("1", "2", "3");
    }

    @Test
    void one_point_is_a_dot_in_the_middle_of_finite_axes() {
        String svg = LineChart.of("curve", "epoch", points(0.5), false).toSvg();
        assertThat(svg).contains("<circle").doesNotContain("NaN").doesNotContain("Infinity");
        assertThat(found(COUNT, svg)).containsExactly("1");
    }

    @Test
    void what_is_no_number_is_left_out() {
        LineChart gap = LineChart.of("curve", "epoch", points(1, Double.NaN, 2), false);
        assertThat(gap.toSvg()).doesNotContain("NaN").contains("<circle");
        LineChart nothing = LineChart.of("curve", "epoch", points(Double.NaN), false);
        assertThat(nothing.isEmpty()).isTrue();
        assertThat(nothing.toSvg()).doesNotContain("NaN").doesNotContain("<circle");
    }

    @Test
    void names_stand_at_the_ends_of_several_curves_and_not_over_each_other() {
        String svg = new LineChart(
                        "accuracy",
                        "epoch",
                        List.of(new Line("top-1", points(0.5, 0.99)), new Line("top-5", points(0.9, 1))),
                        true,
                        Optional.of(new Mark(2, "best: epoch 2")))
                .toSvg();
        List<Double> places = found(NAME, svg).stream().map(Double::valueOf).toList();
        assertThat(places).hasSize(2);
        assertThat(Math.abs(places.get(0) - places.get(1))).isGreaterThanOrEqualTo(14);
        assertThat(svg).contains("class=\"line1\"", "class=\"line2\"", "best: epoch 2", "class=\"mark\"");
        assertThat(LineChart.of("curve", "epoch", points(1, 2), false).toSvg()).doesNotContain("class=\"name");
    }

    @Test
    void texts_are_escaped() {
        assertThat(LineChart.of("a<b", "\"c\"", points(1, 2), false).toSvg())
                .contains("a&lt;b", "&quot;c&quot;")
                .doesNotContain("a<b");
    }
}
