package io.metaformer4j.cli.explain;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import org.junit.jupiter.api.Test;

class DrawingTest {

    @Test
    void grids_that_nobody_could_look_at_are_refused() {
        Drawing drawing = new Drawing(3);
        assertThatCode(() -> drawing.requireRoom(256, 256)).doesNotThrowAnyException();
        assertThatThrownBy(() -> drawing.requireRoom(257, 256))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("1025", "1024", "--maps");
        assertThatThrownBy(() -> drawing.requireRoom(5000, 5_000_000_000L))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("15000005000");
    }
}
