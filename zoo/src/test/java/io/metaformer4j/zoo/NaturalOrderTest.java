package io.metaformer4j.zoo;

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
}
