package io.metaformer4j.vision.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.operation.pixel.ColorEnhancement;
import io.metaformer4j.vision.operation.pixel.HueRotation;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.vision.resample.Resampler;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PixelOperationsTest {

    private static final int BYTES = 64 * 64 * 3;
    private static final byte[] INPUT = Fixtures.bytes("augment/input.bin");
    private static final byte[] EXPECTED = Fixtures.bytes("augment/color_and_crop.bin");

    static Iterable<JsonNode> operations() {
        return Fixtures.json("augment/color_and_crop.json");
    }

    private static Canvas canvas() {
        Canvas canvas = new Canvas(64, 64);
        System.arraycopy(INPUT, 0, canvas.rgb(), 0, BYTES);
        return canvas;
    }

    @ParameterizedTest
    @MethodSource("operations")
    void pixels_are_those_of_pillow(JsonNode operation) {
        int index = operation.get("index").asInt();
        byte[] expected = Arrays.copyOfRange(EXPECTED, index * BYTES, (index + 1) * BYTES);

        assertThat(apply(operation)).isEqualTo(expected);
    }

    private static byte[] apply(JsonNode operation) {
        Canvas canvas = canvas();
        double factor = operation.get("args").path(0).asDouble();
        switch (operation.get("op").asText()) {
            case "torchvision.adjust_brightness", "Brightness" -> ColorEnhancement.brightness(canvas.rgb(), factor);
            case "torchvision.adjust_contrast", "Contrast" -> ColorEnhancement.contrast(canvas.rgb(), factor);
            case "torchvision.adjust_saturation", "Color" -> ColorEnhancement.saturation(canvas.rgb(), factor);
            case "torchvision.adjust_hue" -> HueRotation.rotate(canvas.rgb(), factor);
            case "hflip" -> canvas.flipHorizontally();
            case "vflip" -> canvas.flipVertically();
            case "resized_crop_to_64x64" -> {
                return resizedCrop(
                        operation.get("args"), operation.get("interpolation").asText());
            }
            default -> throw new IllegalArgumentException(operation.toString());
        }
        return canvas.rgb();
    }

    private static byte[] resizedCrop(JsonNode box, String interpolation) {
        Region region = new Region(
                box.get("left").asInt(),
                box.get("top").asInt(),
                box.get("width").asInt(),
                box.get("height").asInt());
        Picture part = Picture.of(64, 64, INPUT).crop(region);
        return Resampler.of(Interpolation.parse(interpolation))
                .resize(part, 64, 64)
                .rgb();
    }

    @Test
    void color_jitter_of_nothing_changes_nothing() {
        Canvas canvas = canvas();
        ColorJitter.of(0).apply(canvas, new SplitMix64(1));

        assertThat(canvas.rgb()).isEqualTo(INPUT);
    }

    @Test
    void color_jitter_turns_the_hue_if_asked() {
        Set<Integer> results = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            Canvas canvas = canvas();
            new ColorJitter(0, 0, 0, 0.1).apply(canvas, new SplitMix64(seed));
            assertThat(canvas.rgb()).isNotEqualTo(INPUT);
            results.add(Arrays.hashCode(canvas.rgb()));
        }
        assertThat(results).hasSizeGreaterThan(20);
        assertThatThrownBy(() -> new ColorJitter(0, 0, 0, 0.6)).hasMessageContaining("0.6");
    }

    @Test
    void gray_has_no_hue_to_turn() {
        byte[] gray = {0, 0, 0, 77, 77, 77, -1, -1, -1};
        byte[] turned = gray.clone();
        HueRotation.rotate(turned, 0.3);
        assertThat(turned).isEqualTo(gray);
    }

    @Test
    void color_jitter_varies_factors_and_order() {
        Set<Integer> results = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            Canvas canvas = canvas();
            ColorJitter.of(0.4).apply(canvas, new SplitMix64(seed));
            results.add(Arrays.hashCode(canvas.rgb()));
        }
        assertThat(results).hasSize(50);
        assertThatThrownBy(() -> ColorJitter.of(-0.1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("-0.1");
    }

    @Test
    void cutout_paints_a_square_around_a_random_pixel_clipped_at_the_border() {
        Cutout cutout = Cutout.ofMean(16, Preprocessing.imageNet(64, 1));
        assertThat(cutout).isEqualTo(new Cutout(16, 124, 116, 104));
        Set<Integer> areas = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            SplitMix64 random = new SplitMix64(seed);
            int top = random.integer(0, 63) - 8;
            int left = random.integer(0, 63) - 8;
            Canvas canvas = canvas();
            cutout.apply(canvas, new SplitMix64(seed));
            int painted = 0;
            for (int y = 0; y < 64; y++) {
                for (int x = 0; x < 64; x++) {
                    boolean inside = y >= top && y < top + 16 && x >= left && x < left + 16;
                    int before = INPUT[(y * 64 + x) * 3 + 2] & 0xff;
                    assertThat(canvas.picture().value(x, y, 2)).isEqualTo(inside ? 104 : before);
                    painted += inside ? 1 : 0;
                }
            }
            areas.add(painted);
        }
        assertThat(areas).contains(256).hasSizeGreaterThan(10);
        assertThatThrownBy(() -> new Cutout(0, 0, 0, 0)).hasMessageContaining("0");
        assertThatThrownBy(() -> new Cutout(8, 0, 256, 0)).hasMessageContaining("256");
    }
}
