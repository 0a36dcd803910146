package io.metaformer4j.evaluation.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.page.BarChart.Bar;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BarChartTest {

    private static final Pattern BAR =
            Pattern.compile("<rect class=\"line1\" x=\"(\\S+)\" y=\"(\\S+)\" width=\"(\\S+)\" height=\"(\\S+)\">");

    private static List<List<Double>> bars(String svg) {
        return BAR.matcher(svg)
                .results()
                .map(found -> List.of(
                        Double.valueOf(found.group(1)),
                        Double.valueOf(found.group(2)),
                        Double.valueOf(found.group(3)),
                        Double.valueOf(found.group(4))))
                .toList();
    }

    /** The axes run from 60 to 436 to the right, and from 218 up to 50. */
    @Test
    void bars_stand_where_their_shares_are() {
        String svg = new BarChart(
                        "Reliability",
                        "confidence",
                        List.of(new Bar(0, 0.5, 0, ""), new Bar(0.5, 0.75, 0.25, "a"), new Bar(0.75, 1, 1, "b")),
                        true)
                .toSvg();
        assertThat(bars(svg)).containsExactly(List.of(248.0, 176.0, 93.0, 42.0), List.of(342.0, 50.0, 93.0, 168.0));
        assertThat(svg).contains("<line class=\"mark\" x1=\"60\" x2=\"436\" y1=\"218\" y2=\"50\"/>", ">100 %<");
    }

    @Test
    void heights_that_are_no_shares_have_an_axis_of_their_own_and_no_diagonal() {
        String svg = new BarChart("Pictures", "confidence", List.of(new Bar(0, 1, 400, "400")), false).toSvg();
        assertThat(bars(svg)).hasSize(1);
        assertThat(svg).contains(">400<").doesNotContain("class=\"mark\"");
        String one = new BarChart("Pictures", "confidence", List.of(new Bar(0, 1, 1, "1")), false).toSvg();
        assertThat(one).contains(">0<", ">1<").doesNotContain(">0.5<");
    }

    @Test
    void names_are_text_and_no_bars_are_a_chart_too() {
        String evil = "<b>&\"";
        String svg = new BarChart(evil, evil, List.of(new Bar(0, 1, 1, evil)), true).toSvg();
        assertThat(svg).doesNotContain(evil).contains("<title>&lt;b&gt;&amp;&quot;</title>");
        assertThat(new BarChart("Nothing", "confidence", List.of(), false).toSvg())
                .doesNotContain("<rect", "NaN", "Infinity");
    }
}
