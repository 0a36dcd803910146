package io.metaformer4j.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.vision.random.ReferenceDraws;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomResizedCropTest {

    private static final JsonNode FIXTURE = Fixtures.json("augment/random_resized_crop.json");

    static Iterable<JsonNode> cases() {
        return FIXTURE.get("cases");
    }

    private static RandomResizedCrop crop() {
        RandomResizedCrop standard = RandomResizedCrop.standard();
        JsonNode ratio = FIXTURE.get("ratio");
        return new RandomResizedCrop(
                0.08, 1, ratio.get(0).asDouble(), ratio.get(1).asDouble(), standard.interpolations());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void draws_the_regions_that_timm_draws(JsonNode expected) {
        RandomSource random = ReferenceDraws.of(
                expected.get("stream").asText(), FIXTURE.get("case_seed").asLong());
        int width = expected.get("width").asInt();
        int height = expected.get("height").asInt();

        for (JsonNode ijhw : expected.get("first12_ijhw")) {
            Region region = crop().region(width, height, random);
            Region reference = ijhw.get(2).asInt() == 0
                    ? new Region(0, 0, 1, 1) // timm's crop of no pixels, on a picture of one
                    : new Region(
                            ijhw.get(1).asInt(),
                            ijhw.get(0).asInt(),
                            ijhw.get(3).asInt(),
                            ijhw.get(2).asInt());
            assertThat(region).isEqualTo(reference);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void regions_are_inside_and_distributed_as_timm_s(JsonNode expected) {
        int width = expected.get("width").asInt();
        int height = expected.get("height").asInt();
        RandomSource random = new SplitMix64(3);
        int many = 20_000;
        double area = 0;
        double aspect = 0;
        for (int i = 0; i < many; i++) {
            Region region = RandomResizedCrop.standard().region(width, height, random);
            assertThat(region.fitsIn(width, height)).isTrue();
            area += (double) region.width() * region.height() / width / height / many;
            aspect += (double) region.width() / region.height() / many;
        }
        JsonNode statistics = expected.get("stats_20k");
        if (statistics.get("zero_size_crops").asDouble() == 0) {
            assertThat(area).isCloseTo(mean(statistics, "area_fraction"), within(errors(statistics, "area_fraction")));
            assertThat(aspect)
                    .isCloseTo(mean(statistics, "aspect_w_over_h"), within(errors(statistics, "aspect_w_over_h")));
        }
    }

    private static double mean(JsonNode statistics, String name) {
        return statistics.get(name).get("mean").asDouble();
    }

    /** Four standard errors of the difference of two means of 20,000, plus the rounding of the published mean. */
    private static double errors(JsonNode statistics, String name) {
        return 4 * Math.sqrt(2 / 20_000.0) * statistics.get(name).get("std").asDouble() + 1e-4;
    }

    @Test
    void refuses_ranges_that_make_no_sense() {
        RandomResizedCrop standard = RandomResizedCrop.standard();
        assertThatThrownBy(() -> standard.withScale(0, 1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("scale");
        assertThatThrownBy(() -> standard.withScale(0.5, 0.2)).hasMessageContaining("0.5 to 0.2");
        assertThatThrownBy(() -> new RandomResizedCrop(0.1, 1, 2, 1, standard.interpolations()))
                .hasMessageContaining("aspect ratio");
        assertThatThrownBy(() -> new RandomResizedCrop(0.1, 1, 1, 1, List.of())).hasMessageContaining("interpolation");
    }
}
