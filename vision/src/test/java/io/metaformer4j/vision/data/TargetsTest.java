package io.metaformer4j.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {

    @Test
    void classes_are_numbered_from_0() {
        assertThat(ClassTarget.labels(List.of(new ClassTarget(3), new ClassTarget(0))))
                .containsExactly(3, 0);
        assertThatThrownBy(() -> new ClassTarget(-1)).hasMessageContaining("-1");
    }

    @Test
    void boxes_have_their_sides_in_order() {
        Boxes.Box box = new Boxes.Box(1, 2, 4.5, 3, 7);
        assertThat(box.width()).isEqualTo(3.5);
        assertThat(box.height()).isEqualTo(1);
        assertThatThrownBy(() -> new Boxes.Box(5, 2, 4.5, 3, 7)).hasMessageContainingAll("(5.0, 2.0)", "(4.5, 3.0)");
        assertThatThrownBy(() -> new Boxes.Box(1, Double.NaN, 4, 3, 7)).hasMessageContaining("finite");
        assertThatThrownBy(() -> new Boxes.Box(1, 2, 4, 3, -2)).hasMessageContaining("-2");
    }

    @Test
    void masks_have_a_class_or_none_for_each_pixel() {
        short[] labels = {0, 5, -1, 2, 2, 3};
        Mask mask = Mask.of(3, 2, labels);
        labels[0] = 9;

        assertThat(mask.label(0, 0)).isZero();
        assertThat(mask.label(2, 0)).isEqualTo(Mask.IGNORED);
        assertThat(mask.label(2, 1)).isEqualTo(3);
        assertThat(mask)
                .isEqualTo(Mask.of(3, 2, new short[] {0, 5, -1, 2, 2, 3}))
                .isNotEqualTo(Mask.of(2, 3, new short[] {0, 5, -1, 2, 2, 3}))
                .hasSameHashCodeAs(Mask.of(3, 2, new short[] {0, 5, -1, 2, 2, 3}));
        assertThatThrownBy(() -> mask.label(3, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Mask.of(2, 2, new short[3])).hasMessageContainingAll("2x2", "3 labels");
        assertThatThrownBy(() -> Mask.of(2, 1, new short[] {0, -2})).hasMessageContainingAll("(1, 0)", "-2");
    }
}
