package io.metaformer4j.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.vision.random.ReferenceDraws;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.zoo.MetaFormerException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RandomErasingTest {

    private static final JsonNode FIXTURE = Fixtures.json("augment/random_erasing.json");
    private static final float UNTOUCHED = 77;

    /** Those with one box at least; timm's command line knows no other. */
    static Iterable<JsonNode> cases() {
        return StreamSupport.stream(FIXTURE.get("cases").spliterator(), false)
                .filter(each -> each.get("min_count").asInt() == 1)
                .toList();
    }

    private static ImageBatch untouched(int size, int height, int width) {
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NCHW, size, height, width);
        FloatBuffer floats = batch.floats();
        while (floats.hasRemaining()) {
            floats.put(UNTOUCHED);
        }
        return batch;
    }

    /** The stream for the boxes; normal values come from another one, as in timm. */
    private static RandomSource boxes(JsonNode expected) {
        RandomSource stream = ReferenceDraws.of(
                expected.get("stream").asText(), FIXTURE.get("case_seed").asLong());
        RandomSource normal = new SplitMix64(1);
        return new RandomSource() {
            @Override
            public double unit() {
                return stream.unit();
            }

            @Override
            public double gaussian() {
                return normal.gaussian();
            }
        };
    }

    private static boolean isErased(ImageBatch batch, int index, int y, int x) {
        int plane = batch.height() * batch.width();
        int at = index * batch.pictureValues() + y * batch.width() + x;
        boolean first = batch.floats().get(at) != UNTOUCHED;
        for (int c = 1; c < 3; c++) {
            assertThat(batch.floats().get(at + c * plane) != UNTOUCHED).isEqualTo(first);
        }
        return first;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void erases_the_boxes_that_timm_erases(JsonNode expected) {
        int boxes = expected.get("max_count").asInt(1);
        RandomErasing.Fill fill =
                RandomErasing.Fill.valueOf(expected.get("mode").asText().toUpperCase(Locale.ROOT));
        RandomErasing erasing =
                new RandomErasing(expected.get("probability").asDouble(), 0.02, 1.0 / 3, 0.3, boxes, fill);
        JsonNode shape = expected.get("batch_shape");
        ImageBatch batch = untouched(
                shape.get(0).asInt(), shape.get(2).asInt(), shape.get(3).asInt());
        RandomSource random = boxes(expected);

        for (int i = 0; i < batch.size(); i++) {
            erasing.apply(batch, i, random);
            compare(batch, i, expected.get("per_sample_erased_mask").get(i));
        }
    }

    private static void compare(ImageBatch batch, int index, JsonNode mask) {
        int erased = 0;
        int top = batch.height();
        int bottom = -1;
        int left = batch.width();
        int right = -1;
        for (int y = 0; y < batch.height(); y++) {
            for (int x = 0; x < batch.width(); x++) {
                if (isErased(batch, index, y, x)) {
                    erased++;
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                }
            }
        }
        assertThat(erased).isEqualTo(mask.get("erased").asInt());
        if (erased > 0) {
            assertThat(new int[] {top, bottom})
                    .containsExactly(
                            mask.get("rows").get(0).asInt(),
                            mask.get("rows").get(1).asInt());
            assertThat(new int[] {left, right})
                    .containsExactly(
                            mask.get("cols").get(0).asInt(),
                            mask.get("cols").get(1).asInt());
        }
    }

    @Test
    void fills_with_zero_or_one_color_or_noise() {
        for (RandomErasing.Fill fill : RandomErasing.Fill.values()) {
            ImageBatch batch = untouched(1, 64, 64);
            RandomErasing.of(1, fill).apply(batch, 0, new SplitMix64(5));
            long values = erased(batch).distinct().count();
            switch (fill) {
                case CONST -> assertThat(erased(batch)).containsOnly(0f);
                case RAND -> assertThat(values).isEqualTo(3);
                case PIXEL -> assertThat(values).isGreaterThan(100);
            }
        }
    }

    private static Stream<Float> erased(ImageBatch batch) {
        float[] values = new float[batch.pictureValues()];
        batch.floats().get(values);
        List<Float> erased = new ArrayList<>();
        for (float value : values) {
            if (value != UNTOUCHED) {
                erased.add(value);
            }
        }
        return erased.stream();
    }

    @Test
    void as_many_pictures_and_as_much_area_as_timm_erases() {
        RandomSource random = new SplitMix64(11);
        int many = 4000;
        int hit = 0;
        double area = 0;
        for (int i = 0; i < many; i++) {
            ImageBatch batch = untouched(1, 64, 64);
            RandomErasing.of(0.25, RandomErasing.Fill.CONST).apply(batch, 0, random);
            long erased = erased(batch).count();
            hit += erased > 0 ? 1 : 0;
            area += erased / (3.0 * 64 * 64);
        }
        JsonNode statistics = FIXTURE.get("statistics");
        assertThat(hit / (double) many).isCloseTo(0.25, within(4 * Math.sqrt(0.25 * 0.75 / many)));
        // the area is uniform between 0.02 and 1/3, whose standard deviation is 0.09
        assertThat(area / hit)
                .isCloseTo(statistics.get("mean_area_when_erased_64x64").asDouble(), within(5 * 0.09 / Math.sqrt(hit)));
    }

    @ParameterizedTest
    @EnumSource(value = ImageBatch.Layout.class, mode = EnumSource.Mode.EXCLUDE, names = "FLOAT32_NCHW")
    void refuses_layouts_in_which_it_would_change_other_values(ImageBatch.Layout layout) {
        ImageBatch batch = ImageBatch.allocate(layout, 1, 64, 48);
        assertThatThrownBy(() -> RandomErasing.of(1, RandomErasing.Fill.PIXEL).apply(batch, 0, new SplitMix64(5)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("random erasing", layout.name(), "use FLOAT32_NCHW");
        assertThat(batch.bytes())
                .isEqualTo(ImageBatch.allocate(layout, 1, 64, 48).bytes());
    }

    @Test
    void refuses_ranges_that_make_no_sense() {
        assertThatThrownBy(() -> RandomErasing.of(1.1, RandomErasing.Fill.CONST))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("1.1");
        assertThatThrownBy(() -> new RandomErasing(1, 0.5, 0.1, 0.3, 1, RandomErasing.Fill.CONST))
                .hasMessageContaining("0.5 to 0.1");
        assertThatThrownBy(() -> new RandomErasing(1, 0.1, 0.5, 0.3, 0, RandomErasing.Fill.CONST))
                .hasMessageContaining("0 boxes");
    }
}
