package io.metaformer4j.vision.augment.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureDigest;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.Interpolation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation against timm 1.0.29 and Pillow 12.3: its argument at a magnitude, and every pixel. */
class AugmentOperationTest {

    private static final JsonNode REFERENCE = Fixtures.json("augment/automatic.json");

    static Iterable<JsonNode> operations() {
        return REFERENCE.get("operations");
    }

    /** A stream whose numbers all lie on one side of a half, which is where signs come from. */
    private static RandomSource sign(boolean negative) {
        return () -> negative ? 0.75 : 0.25;
    }

    private static AutomaticSettings settings(Interpolation filter) {
        return new AutomaticSettings(124, 116, 104, 100, 0.45, List.of(filter));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void pixels_are_those_of_pillow(JsonNode expected) {
        JsonNode filter = expected.get("filter");
        AutomaticSettings settings =
                settings(filter.isNull() ? Interpolation.BICUBIC : Interpolation.parse(filter.asText()));
        Canvas canvas = Canvas.of(Picture.of(64, 64, Fixtures.bytes("augment/input.bin")));

        AugmentOperation.named(expected.get("operation").asText())
                .apply(
                        canvas,
                        expected.get("magnitude").asDouble(),
                        settings,
                        sign(expected.get("negate").asBoolean()));

        assertThat(PictureDigest.sha256(canvas.picture()))
                .isEqualTo(expected.get("sha256").asText());
    }

    @ParameterizedTest
    @EnumSource
    void arguments_are_those_of_timm(AugmentOperation operation) {
        JsonNode levels = REFERENCE.get("levels").path(operation.timmName());
        AutomaticSettings settings = settings(Interpolation.BICUBIC);
        for (JsonNode level : levels) {
            double magnitude = level.get(0).asDouble();
            double positive = level.get(1).asDouble();
            double negative = level.path(2).asDouble(positive);
            assertThat(operation.argument(magnitude, settings, sign(false))).isCloseTo(positive, within(1e-9));
            assertThat(operation.argument(magnitude, settings, sign(true))).isCloseTo(negative, within(1e-9));
        }
    }

    @Test
    void the_reference_has_every_operation_but_the_random_blur_and_those_without_an_argument() {
        Set<String> missing = new TreeSet<>();
        Set<String> drawn = new TreeSet<>();
        operations().forEach(row -> drawn.add(row.get("operation").asText()));
        for (AugmentOperation operation : AugmentOperation.values()) {
            if (!REFERENCE.get("levels").has(operation.timmName())) {
                missing.add(operation.timmName());
            }
        }
        assertThat(missing).containsExactly("AutoContrast", "Equalize", "GaussianBlurRand", "Invert");
        assertThat(drawn).hasSize(AugmentOperation.values().length - 1).doesNotContain("GaussianBlurRand");
    }

    @Test
    void a_random_blur_has_a_deviation_from_a_tenth_to_two_pixels() {
        AutomaticSettings settings = settings(Interpolation.BICUBIC);
        AugmentOperation blur = AugmentOperation.GAUSSIAN_BLUR_RANDOM;

        assertThat(blur.argument(10, settings, () -> 0)).isEqualTo(0.1);
        assertThat(blur.argument(10, settings, () -> 0.5)).isCloseTo(1.05, within(1e-12));
        assertThat(blur.argument(5, settings, () -> 1)).isCloseTo(1, within(1e-12));
        assertThat(blur.argument(100, settings, () -> 1)).isCloseTo(2, within(1e-12));
    }

    @Test
    void magnitudes_beyond_ten_stay_within_what_the_operations_can_do() {
        AutomaticSettings settings = settings(Interpolation.BICUBIC);
        assertThat(AugmentOperation.SOLARIZE.argument(20, settings, sign(false)))
                .isEqualTo(256);
        assertThat(AugmentOperation.SOLARIZE_INCREASING.argument(20, settings, sign(false)))
                .isZero();
        assertThat(AugmentOperation.SOLARIZE_ADD.argument(20, settings, sign(false)))
                .isEqualTo(128);
        assertThat(AugmentOperation.COLOR_INCREASING.argument(20, settings, sign(true)))
                .isEqualTo(0.1);
        Canvas canvas = Canvas.of(Picture.filled(3, 3, 10, 20, 30));
        AugmentOperation.POSTERIZE_INCREASING.apply(canvas, 20, settings, sign(false));
        assertThat(canvas.rgb()).containsOnly(0);
    }

    @Test
    void a_turn_by_a_quarter_moves_pixels_and_changes_none() {
        Canvas canvas = Canvas.of(Picture.of(64, 64, Fixtures.bytes("augment/input.bin")));
        Picture before = canvas.picture().copy();

        AugmentOperation.ROTATE.apply(canvas, 30, settings(Interpolation.BICUBIC), sign(false));

        for (int[] place : new int[][] {{0, 0}, {5, 40}, {63, 1}}) {
            assertThat(canvas.picture().value(place[0], place[1], 1))
                    .isEqualTo(before.value(63 - place[1], place[0], 1));
        }
    }

    @Test
    void pictures_with_one_value_in_a_channel_are_left_alone_by_autocontrast_and_equalize() {
        for (AugmentOperation operation : List.of(AugmentOperation.AUTO_CONTRAST, AugmentOperation.EQUALIZE)) {
            Canvas canvas = Canvas.of(Picture.filled(4, 4, 7, 200, 255));
            byte[] before = Arrays.copyOf(canvas.rgb(), canvas.rgb().length);
            operation.apply(canvas, 5, settings(Interpolation.BICUBIC), sign(false));
            assertThat(canvas.rgb()).isEqualTo(before);
        }
    }
}
