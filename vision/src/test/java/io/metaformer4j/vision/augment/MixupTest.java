package io.metaformer4j.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MixupTest {

    private static final JsonNode FIXTURE = Fixtures.json("augment/mixup.json");

    static Iterable<JsonNode> targets() {
        return FIXTURE.get("targets");
    }

    static Iterable<JsonNode> boxes() {
        return FIXTURE.get("cutmix_bbox");
    }

    static Iterable<JsonNode> boxesBetweenSides() {
        return FIXTURE.get("cutmix_minmax");
    }

    static Iterable<JsonNode> calls() {
        return FIXTURE.get("full");
    }

    private static int[] integers(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    /** Floats of an array, nested or not. */
    private static float[] floats(JsonNode array) {
        List<Float> values = new ArrayList<>();
        array.forEach(value -> {
            if (value.isArray()) {
                value.forEach(inner -> values.add((float) inner.asDouble()));
            } else {
                values.add((float) value.asDouble());
            }
        });
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }

    /** RandomSource given whole numbers below given limits. */
    private static RandomSource scripted(int... numbersAndLimits) {
        int[] at = {0};
        return () -> {
            double unit = (numbersAndLimits[at[0]] + 0.5) / numbersAndLimits[at[0] + 1];
            at[0] += 2;
            return unit;
        };
    }

    @ParameterizedTest
    @MethodSource("targets")
    void targets_are_mixed_and_smoothed_as_timm_s(JsonNode expected) {
        int[] labels = integers(expected.get("target"));
        List<Mix> mixes = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            JsonNode lambda = expected.get("lam");
            mixes.add(Mix.blend(lambda.isArray() ? lambda.get(i).asDouble() : lambda.asDouble()));
        }

        float[] targets = BatchMixer.targets(
                labels,
                mixes,
                expected.get("num_classes").asInt(),
                expected.get("smoothing").asDouble());

        assertThat(targets).containsExactly(floats(expected.get("out")), within(1e-6f));
    }

    @ParameterizedTest
    @MethodSource("boxes")
    void boxes_are_clipped_and_lambda_corrected_as_timm_s(JsonNode row) {
        int height = row.path(8).asInt(224);
        int width = row.path(9).asInt(224);
        RandomSource centre = scripted(row.get(1).asInt(), height, row.get(2).asInt(), width);

        Mix mix = Mixup.cut(row.get(0).asDouble(), height, width, centre);

        assertThat(mix.box())
                .contains(new MixBox(
                        row.get(3).asInt(),
                        row.get(4).asInt(),
                        row.get(5).asInt(),
                        row.get(6).asInt()));
        assertThat(mix.lambda()).isCloseTo(row.get(7).asDouble(), within(1e-11));
    }

    @ParameterizedTest
    @MethodSource("boxesBetweenSides")
    void boxes_with_sides_between_limits_are_drawn_as_timm_s(JsonNode row) {
        int[] draws = new int[8];
        for (int i = 0; i < draws.length; i++) {
            draws[i] = row.get(4 + i).asInt();
        }
        Mixup.BoxSides sides =
                new Mixup.BoxSides(row.get(2).asDouble(), row.get(3).asDouble());

        Mix mix = Mixup.cut(sides, row.get(0).asInt(), row.get(1).asInt(), scripted(draws));

        assertThat(mix.box())
                .contains(new MixBox(
                        row.get(12).asInt(),
                        row.get(13).asInt(),
                        row.get(14).asInt(),
                        row.get(15).asInt()));
        assertThat(mix.lambda()).isCloseTo(row.get(16).asDouble(), within(1e-11));
    }

    @Test
    void boxes_with_sides_between_limits_fit_into_the_smallest_pictures() {
        Mixup.BoxSides sides = new Mixup.BoxSides(0.2, 0.3);
        for (int side = 1; side < 6; side++) {
            Mixup mixing = new Mixup(0, 1, 1, 0.5, Mixup.Mode.ELEM, Optional.of(sides), 0);
            for (Mix mix : mixing.draw(100, side, side, new SplitMix64(4))) {
                MixBox box = mix.box().orElseThrow();
                assertThat(box.top()).isBetween(0, box.bottom());
                assertThat(box.bottom()).isLessThanOrEqualTo(side);
                assertThat(box.right()).isLessThanOrEqualTo(side);
            }
        }
    }

    @Test
    void mixing_is_over_from_its_last_epoch_on() {
        Mixup endless = Mixup.standard();
        assertThat(endless.isOn(1000)).isTrue();
        Mixup ends = new Mixup(0.8, 1, 1, 0.5, Mixup.Mode.BATCH, Optional.empty(), 3);
        assertThat(ends.isOn(2)).isTrue();
        assertThat(ends.isOn(3)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whole_batches_are_mixed_as_timm_mixes_them(JsonNode call) {
        ImageBatch batch = ImageBatch.allocate(ImageBatch.Layout.FLOAT32_NCHW, 4, 8, 10);
        float[] input =
                SyntheticStream.of("mix.x", FIXTURE.get("case_seed").asLong()).floats(4 * 2 * 80, 0, 1);
        for (int i = 0; i < 4; i++) { // the reference has two channels
            batch.putFloats(i, 0, input, i * 160, 160);
        }
        List<Mix> mixes = decisions(call);

        new BatchMixer().mix(batch, mixes);

        float[] output = new float[4 * 160];
        for (int i = 0; i < 4; i++) {
            batch.floats().get(i * 240, output, i * 160, 160);
        }
        assertThat(output).containsExactly(floats(call.get("out")), within(1e-6f));
        float[] targets = BatchMixer.targets(new int[] {1, 4, 2, 0}, mixes, 6, 0.1);
        assertThat(targets).containsExactly(floats(call.get("target")), within(1e-6f));
    }

    private static List<Mix> decisions(JsonNode call) {
        JsonNode lambdas = call.get("lam");
        JsonNode centres = call.get("centres_yx_in_draw_order");
        List<Mix> mixes = new ArrayList<>();
        int cuts = 0;
        int decisions = lambdas.isArray() ? lambdas.size() : 1;
        for (int i = 0; i < decisions; i++) {
            double lambda = lambdas.isArray() ? lambdas.get(i).asDouble() : lambdas.asDouble();
            if (lambda == 1) {
                mixes.add(Mix.none());
            } else if (call.get("cutmix").asBoolean()) {
                JsonNode centre = centres.get(cuts++);
                mixes.add(Mixup.cut(
                        lambda,
                        8,
                        10,
                        scripted(centre.get(0).asInt(), 8, centre.get(1).asInt(), 10)));
            } else {
                mixes.add(Mix.blend(lambda));
            }
        }
        if (decisions == 1) {
            return Collections.nCopies(4, mixes.get(0));
        }
        for (int i = decisions; i < 4; i++) {
            mixes.add(mixes.get(3 - i));
        }
        return mixes;
    }

    @Test
    void half_of_the_standard_batches_are_cut_and_lambda_is_distributed_as_timm_s() {
        RandomSource random = new SplitMix64(1);
        int many = 20_000;
        int cut = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < many; i++) {
            Mix mix = Mixup.standard().draw(2, 224, 224, random).get(0);
            if (mix.box().isPresent()) {
                cut++;
            } else {
                sum += mix.lambda();
                squares += mix.lambda() * mix.lambda();
            }
        }
        int blended = many - cut;
        assertThat(cut / (double) many).isCloseTo(0.5, within(4 * 0.5 / Math.sqrt(many)));
        assertThat(sum / blended).isCloseTo(0.5, within(4 * 0.31009 / Math.sqrt(blended)));
        double mean = sum / blended;
        assertThat(Math.sqrt(squares / blended - mean * mean)).isCloseTo(0.31009, within(0.01));
    }

    @ParameterizedTest
    @EnumSource(Mixup.Mode.class)
    void the_mode_says_who_shares_a_decision(Mixup.Mode mode) {
        List<Mix> mixes = new Mixup(0.8, 1, 1, 0.5, mode).draw(8, 32, 32, new SplitMix64(4));

        assertThat(mixes).hasSize(8);
        int distinct = (int) mixes.stream().distinct().count();
        assertThat(distinct)
                .isEqualTo(
                        switch (mode) {
                            case BATCH -> 1;
                            case PAIR -> 4;
                            case ELEM -> 8;
                        });
        if (mode != Mixup.Mode.ELEM) {
            assertThat(mixes.get(2)).isEqualTo(mixes.get(5));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.8, 0, 1, false", "0, 1, 1, true"})
    void one_kind_alone_needs_no_switch(double mixup, double cutmix, double probability, boolean boxes) {
        Mixup mixing = new Mixup(mixup, cutmix, probability, 0.5, Mixup.Mode.ELEM);

        assertThat(mixing.draw(100, 32, 32, new SplitMix64(4)))
                .allMatch(mix -> mix.box().isPresent() == boxes);
        assertThat(new Mixup(mixup, cutmix, 0, 0.5, Mixup.Mode.ELEM).draw(100, 32, 32, new SplitMix64(4)))
                .containsOnly(Mix.none());
    }

    @ParameterizedTest
    @EnumSource(value = ImageBatch.Layout.class, mode = EnumSource.Mode.EXCLUDE, names = "FLOAT32_NCHW")
    void refuses_layouts_in_which_a_box_would_be_other_values(ImageBatch.Layout layout) {
        ImageBatch batch = ImageBatch.allocate(layout, 2, 8, 6);
        Mix cut = new Mix(0.5, Optional.of(new MixBox(0, 8, 0, 3)));
        assertThatThrownBy(() -> new BatchMixer().mix(batch, List.of(cut, cut)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("mixing", layout.name(), "use FLOAT32_NCHW");
    }

    @Test
    void refuses_what_cannot_be_mixed() {
        assertThatThrownBy(() -> Mixup.standard().draw(3, 8, 8, new SplitMix64(0)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("even", "3");
        assertThatThrownBy(() -> new Mixup(0, 0, 1, 0.5, Mixup.Mode.BATCH)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> new Mixup(1, 0, 2, 0.5, Mixup.Mode.BATCH)).hasMessageContaining("2.0");
        assertThatThrownBy(() -> new Mixup.BoxSides(0.5, 0.5)).hasMessageContaining("must ascend");
        Mixup.BoxSides sides = new Mixup.BoxSides(0.2, 0.8);
        assertThatThrownBy(() -> new Mixup(1, 0, 1, 0.5, Mixup.Mode.BATCH, Optional.of(sides), 0))
                .hasMessageContaining("mean nothing without cutmix");
        assertThatThrownBy(() -> new Mixup(1, 0, 1, 0.5, Mixup.Mode.BATCH, Optional.empty(), -1))
                .hasMessageContaining("epoch -1");
        assertThatThrownBy(() -> BatchMixer.targets(new int[2], List.of(Mix.none()), 3, 0))
                .hasMessageContaining("2 pictures");
    }
}
