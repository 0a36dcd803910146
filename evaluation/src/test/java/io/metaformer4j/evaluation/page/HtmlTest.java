package io.metaformer4j.evaluation.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HtmlTest {

    @Test
    void text_is_text_in_elements_and_attributes() {
        assertThat(Html.escape("<b>&\"'")).isEqualTo("&lt;b&gt;&amp;&quot;&#39;");
        assertThat(Html.escape("cr\u00e8me \ud83d\udc08 100 %")).isEqualTo("cr\u00e8me \ud83d\udc08 100 %");
    }

    @Test
    void what_no_page_may_have_is_shown_otherwise() {
        assertThat(Html.escape("a\nb\u0007")).isEqualTo("a\\nb\\u0007");
        assertThat(Html.escape("\ufffe\uffff")).isEqualTo("\ufffd\ufffd");
        assertThat(Html.escape("x".repeat(5000))).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void lines_stay_lines_and_whole() {
        String line = "x".repeat(5000);
        assertThat(Html.lines("{\n  \"a\": " + line + "\n}\n")).isEqualTo("{\n  &quot;a&quot;: " + line + "\n}");
    }

    @Test
    void numbers_are_written_in_one_way_everywhere() {
        assertThat(Html.format("%,d %.2f", 1_234_567, 0.5)).isEqualTo("1,234,567 0.50");
    }

    @Test
    void a_file_that_is_missing_is_named() {
        assertThatThrownBy(() -> Html.resource(Html.class, "no.css"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no.css");
    }

    @Test
    void a_page_allows_nothing_but_its_own_styles_and_pictures() {
        assertThat(new HtmlPage("a<b", ".own {}", "<p>text</p>").toHtml())
                .startsWith("<!DOCTYPE html>")
                .contains("default-src 'none'; img-src data:", "<title>a&lt;b</title>", ".own {}", "<p>text</p>")
                .contains("prefers-color-scheme: dark")
                .doesNotContain("<script", "http:", "https:", "url(", "@import");
    }
}
