package io.metaformer4j.vision.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {

    /** Sorted by timm's natural_key. */
    private static final List<String> SORTED = List.of(
            "",
            "1",
            "2",
            "10",
            "10a",
            "10b2",
            "10b10",
            "a",
            "a0",
            "a1",
            "a1/2",
            "a2",
            "A10",
            "a10b",
            "a/b",
            "aa",
            "b",
            "n02",
            "n01440764/x_99.jpg",
            "n01440764/x_100.jpg",
            "z123456789012345678901",
            "z123456789012345678902");

    @Test
    void sorts_as_timm_does() {
        List<String> shuffled = new ArrayList<>(SORTED);
        Collections.reverse(shuffled);
        shuffled.sort(NaturalOrder.INSTANCE);

        assertThat(shuffled).containsExactlyElementsOf(SORTED);
    }

    @Test
    void is_a_total_order() {
        List<String> names = List.of("a1", "A1", "a01", "a001", "B", "b", "", "1", "01");
        for (String a : names) {
            for (String b : names) {
                int order = NaturalOrder.INSTANCE.compare(a, b);
                assertThat(order).isEqualTo(-NaturalOrder.INSTANCE.compare(b, a));
                assertThat(order == 0).isEqualTo(a.equals(b));
            }
        }
    }

    @Test
    void is_the_same_for_names_that_are_kept_in_two_parts() {
        List<String> names = new ArrayList<>(SORTED);
        for (String folder : List.of("a/", "a1/", "a01/", "a/b/", "A/", "a-b/")) {
            for (String leaf : List.of("b", "b2", "B10", "10", "2", "c/d")) {
                names.add(folder + leaf);
            }
        }
        for (String a : names) {
            for (String b : names) {
                assertThat(PictureName.NATURAL.compare(PictureName.of(a), PictureName.of(b)))
                        .as("%s, %s", a, b)
                        .isEqualTo(NaturalOrder.INSTANCE.compare(a, b));
            }
            assertThat(PictureName.of(a)).hasToString(a);
        }
    }
}
