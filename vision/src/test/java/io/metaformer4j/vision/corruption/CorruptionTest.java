package io.metaformer4j.vision.corruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorruptionTest {

    @Test
    void there_are_15_of_the_benchmark_and_4_more() {
        assertThat(Corruption.benchmark()).hasSize(15).startsWith(Corruption.GAUSSIAN_NOISE);
        assertThat(Corruption.benchmark()).endsWith(Corruption.JPEG_COMPRESSION);
        assertThat(Corruption.extra())
                .containsExactly(
                        Corruption.SPECKLE_NOISE, Corruption.GAUSSIAN_BLUR, Corruption.SPATTER, Corruption.SATURATE);
        assertThat(Arrays.stream(CorruptionGroup.values()).map(group -> Arrays.stream(Corruption.values())
                        .filter(one -> one.group() == group)
                        .count()))
                .containsExactly(3L, 4L, 4L, 4L, 4L);
    }

    @ParameterizedTest
    @EnumSource
    void each_is_found_by_its_name(Corruption corruption) {
        assertThat(Corruption.named(corruption.label())).isEqualTo(corruption);
    }

    @Test
    void an_unknown_name_is_refused_with_those_that_there_are() {
        assertThatThrownBy(() -> Corruption.named("frog"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("'frog'", "did you mean fog", "saturate");
    }

    @ParameterizedTest
    @EnumSource
    void the_severest_is_farther_from_the_picture_than_the_mildest(Corruption corruption) {
        if (corruption == Corruption.SATURATE) {
            return; // paler at first, stronger later
        }
        Picture input = CorruptionReference.input();

        Picture mild = corruption.at(new Severity(1)).apply(input, 3);
        Picture severe = corruption.at(new Severity(5)).apply(input, 3);

        if (corruption != Corruption.ELASTIC_TRANSFORM) { // whose first two are coarser than the others
            assertThat(distance(input, severe)).isGreaterThan(distance(input, mild));
        }
        assertThat(distance(input, mild)).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void other_seeds_give_other_pictures_where_something_is_random(Corruption corruption) {
        Picture input = CorruptionReference.input();
        byte[] one = corruption.at(new Severity(3)).apply(input, 1).rgb();
        byte[] other = corruption.at(new Severity(3)).apply(input, 2).rgb();

        assertThat(Arrays.equals(one, other)).isEqualTo(isDeterministic(corruption));
    }

    private static boolean isDeterministic(Corruption corruption) {
        return switch (corruption) {
            case BRIGHTNESS, CONTRAST, DEFOCUS_BLUR, ZOOM_BLUR, PIXELATE, JPEG_COMPRESSION, GAUSSIAN_BLUR, SATURATE ->
                true;
            default -> false;
        };
    }

    private static long distance(Picture one, Picture other) {
        long sum = 0;
        for (int i = 0; i < one.byteCount(); i++) {
            sum += Math.abs((one.rgb()[i] & 0xff) - (other.rgb()[i] & 0xff));
        }
        return sum;
    }
}
