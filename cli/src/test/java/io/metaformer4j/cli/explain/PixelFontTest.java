package io.metaformer4j.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.Picture;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PixelFontTest {

    private static String drawn(int scale, String text) {
        Picture paper = Picture.filled(6 * scale * Math.max(1, text.length()), 8 * scale, 255, 255, 255);
        PixelFont.of(scale).draw(paper, 0, 0, text);
        StringBuilder dots = new StringBuilder();
        for (int y = 0; y < paper.height(); y++) {
            for (int x = 0; x < paper.width(); x++) {
                dots.append(paper.value(x, y, 1) == 0 ? '#' : '.');
            }
            dots.append('\n');
        }
        return dots.toString();
    }

    @Test
    void every_printable_letter_of_ascii_looks_different() {
        Set<String> seen = new HashSet<>();
        for (char letter = ' '; letter < 127; letter++) {
            assertThat(seen.add(drawn(1, String.valueOf(letter))))
                    .as("'%s'", letter)
                    .isTrue();
        }
        assertThat(drawn(1, " ")).doesNotContain("#");
    }

    @Test
    void letters_stand_upright_one_behind_the_other() {
        assertThat(drawn(1, "L1"))
                .isEqualTo(
                        """
                        #.......#...
                        #......##...
                        #.......#...
                        #.......#...
                        #.......#...
                        #.......#...
                        #####..###..
                        ............
                        """);
        assertThat(drawn(2, "I").lines().filter(line -> line.contains("#"))).hasSize(14);
    }

    @Test
    void letters_that_the_font_lacks_are_question_marks() {
        assertThat(drawn(1, "\u00e9")).isEqualTo(drawn(1, "?"));
    }

    @Test
    void long_lines_are_broken_between_words_where_there_are_some() {
        PixelFont font = PixelFont.of(1);
        assertThat(font.lines("tabby", 300)).containsExactly("tabby");
        assertThat(font.lines("tabby, tabby cat", 65)).containsExactly("tabby,", "tabby cat");
        assertThat(font.lines("caformer_s18.sail_in1k", 65)).containsExactly("caformer_", "s18.sail_", "in1k");
        assertThat(font.lines("pets/abyssinian", 65)).containsExactly("pets/", "abyssinian");
        assertThat(font.lines("a/abyssinians", 65)).containsExactly("a/abyssinia", "ns");
        assertThat(font.lines("", 65)).containsExactly("");
    }

    @Test
    void what_does_not_fit_is_left_out() {
        Picture paper = Picture.filled(4, 4, 255, 255, 255);
        PixelFont.of(3).draw(paper, -5, 1, "WWW");
        assertThat(paper.byteCount()).isEqualTo(48);
    }
}
