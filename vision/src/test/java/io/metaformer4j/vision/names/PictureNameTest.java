package io.metaformer4j.vision.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.zoo.NaturalOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureNameTest {

    @Test
    void names_in_two_parts_are_ordered_like_whole_ones() {
        List<String> names =
                new ArrayList<>(List.of("1", "2", "10", "a", "A", "a1", "a01", "b", "img2.png", "img10.png"));
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
