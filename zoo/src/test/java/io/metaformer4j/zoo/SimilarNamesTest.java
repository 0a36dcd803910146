package io.metaformer4j.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimilarNamesTest {

    private static final List<String> NAMES = List.of("rate", "size", "scale", "weight_decay");

    @Test
    void the_nearest_come_first_and_swapped_letters_are_near() {
        assertThat(SimilarNames.nearest("rtae", NAMES, 1)).containsExactly("rate");
        assertThat(SimilarNames.nearest("SIZES", NAMES, 2)).startsWith("size").hasSize(2);
    }

    @Test
    void there_are_no_more_than_there_are() {
        assertThat(SimilarNames.nearest("x", List.of(), 3)).isEmpty();
        assertThat(SimilarNames.nearest("scale", NAMES, 9)).hasSize(4).startsWith("scale");
    }
}
