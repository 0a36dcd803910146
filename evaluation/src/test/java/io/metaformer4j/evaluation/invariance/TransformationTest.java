package io.metaformer4j.evaluation.invariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.evaluation.invariance.Transformation.Corrupted;
import io.metaformer4j.evaluation.invariance.Transformation.Flip;
import io.metaformer4j.evaluation.invariance.Transformation.Rotation;
import io.metaformer4j.evaluation.invariance.Transformation.Scaling;
import io.metaformer4j.evaluation.invariance.Transformation.Translation;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What transformations do to pictures and to grids of other sizes, and how they are written. */
class TransformationTest {

    /** A picture whose pixels are numbered row by row. */
    private static Picture numbered(int width, int height) {
        byte[] rgb = new byte[width * height * Picture.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / Picture.CHANNELS);
        }
        return Picture.of(width, height, rgb);
    }

    private static List<Integer> values(Picture picture) {
        return IntStream.range(0, picture.width() * picture.height())
                .mapToObj(i -> picture.value(i % picture.width(), i / picture.width(), 1))
                .toList();
    }

    private static List<Integer> moved(Transformation transformation, int width, int height) {
        return values(transformation.operation(width, height).apply(numbered(width, height), 0));
    }

    @Test
    void rotations_go_counterclockwise() {
        // 0 1 2
        // 3 4 5
        // 6 7 8
        assertThat(moved(new Rotation(90), 3, 3)).containsExactly(2, 5, 8, 1, 4, 7, 0, 3, 6);
        assertThat(moved(new Rotation(-90), 3, 3)).containsExactly(6, 3, 0, 7, 4, 1, 8, 5, 2);
        assertThat(moved(new Rotation(180), 3, 2)).containsExactly(5, 4, 3, 2, 1, 0);
        assertThat(moved(new Rotation(-270), 2, 2)).isEqualTo(moved(new Rotation(90), 2, 2));
        assertThat(moved(new Rotation(360), 4, 4)).isEqualTo(values(numbered(4, 4)));
    }

    @Test
    void flips_mirror() {
        assertThat(moved(new Flip(true), 3, 2)).containsExactly(2, 1, 0, 5, 4, 3);
        assertThat(moved(new Flip(false), 3, 2)).containsExactly(3, 4, 5, 0, 1, 2);
    }

    @Test
    void what_comes_in_over_the_edge_is_the_picture_mirrored() {
        assertThat(moved(new Translation(2, 0), 4, 1)).containsExactly(1, 0, 0, 1);
        assertThat(moved(new Translation(-1, 0), 4, 1)).containsExactly(1, 2, 3, 3);
        assertThat(moved(new Translation(0, 1), 1, 3)).containsExactly(0, 0, 1);
        assertThat(moved(new Translation(9, 0), 2, 1)).containsExactly(0, 0); // 0 1 1 0 0 1 1 0 and so on
    }

    @Test
    void scaling_keeps_the_centre_and_interpolates() {
        // about the middle between 1 and 2: places 0.75, 1.25, 1.75 and 2.25, rounded to bytes
        assertThat(moved(new Scaling(2), 4, 1)).containsExactly(1, 1, 2, 2);
        assertThat(moved(new Scaling(1), 4, 3)).isEqualTo(values(numbered(4, 3)));
    }

    @Test
    void a_map_of_fewer_positions_moves_by_fewer() {
        PlaneMotion shift = new Translation(4, 0).motion();
        GridResampling quarter = GridResampling.of(4, 4, shift.scaled(0.25, 0.25));
        GridResampling eighth = GridResampling.of(4, 4, shift.scaled(0.125, 0.125));
        GridResampling single = GridResampling.of(1, 1, shift.scaled(0.0625, 0.0625));
        float[] numbers = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

        assertThat(quarter.isExact()).isTrue();
        assertThat(IntStream.range(0, 4).filter(quarter::isInside)).containsExactly(0, 1, 2);
        assertThat(quarter.value(numbers, 0, 4)).isEqualTo(5);
        assertThat(eighth.isExact()).isFalse();
        assertThat(IntStream.range(0, 4).filter(eighth::isInside)).containsExactly(0, 1, 2);
        assertThat(eighth.value(numbers, 0, 4)).isEqualTo(4.5);
        assertThat(single.isInside(0)).isFalse(); // between a position and one that there is not
    }

    @Test
    void what_is_moved_back_is_where_it_was() {
        for (Transformation each : Transformation.standard()) {
            PlaneMotion motion = each.motion();
            PlaneMotion back = motion.inverse();
            double x = motion.x(3, -2);
            double y = motion.y(3, -2);
            assertThat(back.x(x, y)).as(each.label()).isCloseTo(3, within(1e-12));
            assertThat(back.y(x, y)).as(each.label()).isCloseTo(-2, within(1e-12));
        }
    }

    @Test
    void labels_are_what_is_read() {
        List<Transformation> all = List.of(
                new Rotation(90),
                new Rotation(-22.5),
                new Flip(true),
                new Flip(false),
                new Translation(4, 0),
                new Translation(-3, 2),
                new Scaling(0.8),
                new Corrupted(Corruption.FOG, new Severity(3)));
        assertThat(all)
                .extracting(Transformation::label)
                .containsExactly(
                        "rotation:90",
                        "rotation:-22.5",
                        "flip:horizontal",
                        "flip:vertical",
                        "translation:4",
                        "translation:-3:2",
                        "scale:0.8",
                        "corruption:fog:3");
        assertThat(all).allSatisfy(each -> assertThat(Transformation.parse(each.label()))
                .isEqualTo(each));
        assertThat(Transformation.standard())
                .hasSize(14)
                .doesNotHaveDuplicates()
                .allSatisfy(
                        each -> assertThat(Transformation.parse(each.label())).isEqualTo(each));
    }

    @Test
    void what_is_called_the_same_is_the_same() {
        assertThat(Transformation.parse("rotation:-0")).isEqualTo(new Rotation(0));
        assertThat(Transformation.parse(" Rotation:90.0 ")).isEqualTo(new Rotation(90));
        assertThat(Transformation.parse("scale:0.80")).isEqualTo(new Scaling(0.8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "spin:90",
                "rotation",
                "rotation:right",
                "rotation:400",
                "flip:diagonal",
                "translation:1.5",
                "translation:1:2:3",
                "scale:0",
                "scale:5",
                "corruption:fog",
                "corruption:frog:3",
                "corruption:fog:6"
            })
    void what_is_none_is_refused_in_a_sentence(String text) {
        assertThatThrownBy(() -> Transformation.parse(text))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining(" ");
    }
}
