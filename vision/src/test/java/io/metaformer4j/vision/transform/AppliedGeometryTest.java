package io.metaformer4j.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.zoo.MetaFormerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppliedGeometryTest {

    /** The part from (20, -10) to (60, 50) becomes 20x60. */
    private static final AppliedGeometry PART = AppliedGeometry.of(100, 80, 20, -10, 40, 60, 20, 60);

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void the_way_there_and_back_ends_where_it_began(boolean horizontally, boolean vertically) {
        AppliedGeometry odd =
                AppliedGeometry.of(640, 427, 31, 17.5, 333, 171.3, 224, 192).then(horizontally, vertically, true);

        for (double at = -50; at < 700; at += 3.7) {
            assertThat(odd.outputX(odd.pictureX(at))).isCloseTo(at, within(1e-9));
            assertThat(odd.outputY(odd.pictureY(at))).isCloseTo(at, within(1e-9));
            assertThat(odd.pictureX(odd.outputX(at))).isCloseTo(at, within(1e-9));
            assertThat(odd.pictureY(odd.outputY(at))).isCloseTo(at, within(1e-9));
        }
    }

    @Test
    void corners_of_the_part_are_corners_of_the_input_also_where_it_was_mirrored() {
        AppliedGeometry mirrored = PART.then(true, false, true);
        AppliedGeometry upsideDown = PART.then(false, true, true);

        assertThat(PART.outputX(20)).isZero();
        assertThat(PART.outputX(60)).isEqualTo(20);
        assertThat(PART.outputY(-10)).isZero();
        assertThat(PART.pictureY(60)).isEqualTo(50);
        assertThat(mirrored.outputX(20)).isEqualTo(20);
        assertThat(mirrored.pictureX(0)).isEqualTo(60);
        assertThat(mirrored.outputY(0)).isEqualTo(10);
        assertThat(upsideDown.outputX(30)).isEqualTo(5);
        assertThat(upsideDown.outputY(0)).isEqualTo(50);
        assertThat(upsideDown.pictureY(0)).isEqualTo(50);
        assertThat(mirrored.then(true, false, true)).isEqualTo(PART);
        assertThat(AppliedGeometry.whole(8, 6).outputX(2.5)).isEqualTo(2.5);
    }

    @Test
    void the_share_of_a_rectangle_is_that_of_its_area() {
        assertThat(PART.share(30, 10, 50, 40)).isEqualTo(1);
        assertThat(PART.share(10, 10, 30, 40)).isEqualTo(0.5);
        assertThat(PART.share(50, 40, 70, 60)).isEqualTo(0.25);
        assertThat(PART.share(0, 0, 100, 80)).isCloseTo(0.25, within(1e-15));
        assertThat(PART.share(0, 0, 20, 80)).isZero();
        assertThat(PART.share(30, 20, 30, 40)).isZero();
    }

    @Test
    void nothing_is_said_about_places_once_pixels_may_have_moved() {
        AppliedGeometry moved = PART.then(false, false, false);

        PART.requireExact();
        assertThat(PART.exact()).isTrue();
        assertThat(moved.exact()).isFalse();
        assertThat(moved.then(true, true, true).exact()).isFalse();
        assertThatThrownBy(moved::requireExact)
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("may have moved", "leave out policies that rotate, shear or translate", "3a");
    }

    @Test
    void sides_are_positive_and_finite() {
        assertThatThrownBy(() -> AppliedGeometry.whole(0, 3)).hasMessageContaining("0x3");
        assertThatThrownBy(() -> AppliedGeometry.of(8, 6, 0, 0, 0, 6, 4, 4)).hasMessageContaining("0.0x6.0");
        assertThatThrownBy(() -> AppliedGeometry.of(8, 6, Double.NaN, 0, 8, 6, 4, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("NaN", "8x6", "4x4", "give finite numbers and positive sides");
    }
}
