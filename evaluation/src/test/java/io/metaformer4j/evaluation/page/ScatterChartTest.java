package io.metaformer4j.evaluation.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.page.ScatterChart.Dot;
import io.metaformer4j.evaluation.page.ScatterChart.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScatterChartTest {

    private static final Scale CHANGE = new Scale("change", false);
    private static final Scale ACCURACY = new Scale("top-1", true);
    private static final Pattern NAME =
            Pattern.compile("class=\"name line\\d\" x=\"([\\d.-]+)\" y=\"([\\d.-]+)\"[^>]*>([^<]*)<");

    private static String svg(Dot... dots) {
        return new ScatterChart("trade-off", CHANGE, ACCURACY, List.of(dots)).toSvg();
    }

    @Test
    void every_point_has_its_name_and_the_axes_have_round_numbers() {
        String svg = svg(new Dot("pooling", 0.2, 0.85), new Dot("attention", 0.6, 0.91));

        assertThat(svg).contains("trade-off", "change", "top-1", ">pooling<", ">attention<", ">90 %<", ">0.4<");
        assertThat(svg.split("<circle", -1)).hasSize(3);
        assertThat(svg).contains("class=\"line1\"", "class=\"line2\"");
    }

    @Test
    void names_of_near_points_are_not_written_over_each_other() {
        List<Dot> near = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            near.add(new Dot("network " + i, 0.5 + 0.001 * i, 0.9));
        }
        near.add(new Dot("far", 0.1, 0.5));
        String svg = new ScatterChart("many", CHANGE, ACCURACY, near).toSvg();

        List<double[]> places = NAME.matcher(svg)
                .results()
                .map(match -> new double[] {
                    Double.parseDouble(match.group(1)),
                    Double.parseDouble(match.group(2)),
                    7.0 * match.group(3).length()
                })
                .toList();
        assertThat(places).hasSize(6);
        for (double[] one : places.subList(0, 3)) {
            for (double[] other : places.subList(0, 3)) {
                boolean apart = one == other
                        || Math.abs(one[1] - other[1]) >= 14
                        || one[0] + one[2] <= other[0]
                        || other[0] + other[2] <= one[0];
                assertThat(apart).isTrue();
            }
        }
        assertThat(places).allSatisfy(place -> assertThat(place[0] + place[2]).isLessThanOrEqualTo(460));
    }

    @Test
    void what_is_no_number_is_left_out() {
        assertThat(svg(new Dot("whole", 0.5, 0.5), new Dot("broken", Double.NaN, 0.5)))
                .contains("whole")
                .doesNotContain("broken", "NaN", "Infinity");
        ScatterChart empty =
                new ScatterChart("empty", CHANGE, ACCURACY, List.of(new Dot("broken", 1, Double.POSITIVE_INFINITY)));
        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.toSvg()).doesNotContain("<circle", "NaN");
    }

    @Test
    void texts_are_escaped() {
        assertThat(svg(new Dot("a<b", 1, 0.5))).contains("a&lt;b").doesNotContain("a<b");
    }
}
