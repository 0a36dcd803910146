package io.metaformer4j.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LineChartTest {

    private static final Pattern TICK = Pattern.compile("text-anchor=\"end\">([^<]*)<");

    private static List<String> ticks(boolean percent, double... values) {
        LineChart.Point[] points = new LineChart.Point[values.length];
        for (int i = 0; i < values.length; i++) {
            points[i] = new LineChart.Point(i, values[i]);
        }
        String svg = new LineChart("curve", "steps", List.of(points), percent).toSvg();
        return TICK.matcher(svg).results().map(match -> match.group(1)).toList();
    }

    @Test
    void grid_lines_stand_at_round_numbers_and_say_exactly_where() {
        assertThat(ticks(true, 0.65, 0.872)).containsExactly("70 %", "80 %", "1 steps");
        assertThat(ticks(true, 0.904, 0.91)).containsExactly("90.4 %", "90.6 %", "90.8 %", "91.0 %", "1 steps");
        assertThat(ticks(false, 2.3, 0.6)).containsExactly("0.5", "1.0", "1.5", "2.0", "1 steps");
        assertThat(ticks(false, 0, 40)).containsExactly("0", "20", "40", "1 steps");
    }

    @Test
    void a_flat_curve_is_drawn_too() {
        assertThat(ticks(false, 1, 1)).isNotEmpty();
        assertThat(ticks(true, 1, 1)).isNotEmpty();
    }
}
