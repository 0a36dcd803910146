package io.metaformer4j.vision.augment.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the texts of policies mean, and how those that mean nothing are refused. */
class AutomaticAugmentationTest {

    private static final JsonNode TEXTS =
            Fixtures.json("augment/automatic.json").get("texts");

    static List<String> texts() {
        List<String> texts = new ArrayList<>();
        TEXTS.fieldNames().forEachRemaining(texts::add);
        return texts;
    }

    @ParameterizedTest
    @MethodSource("texts")
    void a_text_means_what_it_means_to_timm(String text) {
        JsonNode expected = TEXTS.get(text);
        RandLayers layers = RandLayers.parse(text);

        assertThat(layers.layers()).isEqualTo(expected.get("num_layers").asInt());
        assertThat(layers.probability()).isEqualTo(expected.get("prob").asDouble());
        assertThat(layers.magnitude().mean())
                .isEqualTo(expected.get("magnitude").asDouble());
        assertThat(layers.magnitude().deviation())
                .isEqualTo(Double.parseDouble(expected.get("mstd").asText().replace("inf", "Infinity")));
        assertThat(layers.magnitude().limit()).isEqualTo(expected.get("mmax").asDouble(10));
        List<String> names = new ArrayList<>();
        expected.get("ops").forEach(name -> names.add(name.asText()));
        assertThat(layers.set().operations()).map(AugmentOperation::timmName).isEqualTo(names);
        double sum =
                layers.set().weights().stream().mapToDouble(Double::doubleValue).sum();
        for (int i = 0; i < expected.get("choice_weights").size(); i++) {
            assertThat(layers.set().weights().get(i) / sum)
                    .isCloseTo(expected.get("choice_weights").get(i).asDouble(), within(1e-8));
        }
        assertThat(layers.set().weights().isEmpty())
                .isEqualTo(expected.get("choice_weights").isNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rand",
                "rand-m9-mstd0.5-inc1",
                "rand-inc1-mstd0.5-m9",
                "rand-m7-n3-p0.3-mmax12",
                "rand-p0-n1",
                "rand-m9-mstd101",
                "rand-m9-tweights-n15",
                "rand-m9-t3a",
                "rand-m6-n3-inc0-mstd1.-t3aw",
                "original",
                "originalr-mstd0.5",
                "v0",
                "v0r-mstd2",
                "3a",
                "augmix",
                "augmix-m5-w4-d2",
                "augmix-m5-w4-d2-b1-a0.5-mstd1",
                "augmix-d0",
            })
    void a_policy_prints_its_text_as_it_was_written(String text) {
        AutomaticAugmentation policy = AutomaticAugmentation.parse(text);

        assertThat(policy.text()).isEqualTo(text);
        assertThat(AutomaticAugmentation.parse(policy.text())).isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            '' | begins with '', which is no policy; begin with rand, augmix, original, originalr, v0, v0r, 3a
            RAND-m9 | begins with 'RAND'
            random-m9 | begins with 'random'
            v1 | begins with 'v1'
            rand- | section '' is empty; write one dash
            rand--m9 | section '' is empty
            rand-m | section 'm' has no value; write it behind the letters
            rand-t | section 't' has no value
            rand-x3 | section 'x3' is unknown; sections of rand begin with m, n, p, mstd, mmax, inc, t
            rand-w0 | section 'w0' is unknown
            rand-9 | section '9' is unknown
            rand-m9-m8 | section 'm8' gives m again; leave one out
            rand-m9.5 | section 'm9.5' is no whole number from 0 to 1000; write for instance m2
            rand-m9x | section 'm9x' is no whole number
            rand-m99999999999 | section 'm99999999999' is no whole number
            rand-n0 | section 'n0' is no whole number from 1 to 100
            rand-p1.5 | section 'p1.5' is no number from 0 to 1.0; write for instance p0.5
            rand-mstd0.5.5 | section 'mstd0.5.5' is no number of 0 or more
            rand-mmax0 | section 'mmax0' is no whole number from 1
            rand-inc2 | section 'inc2' is no whole number from 0 to 1; write for instance inc1
            rand-t3b | section 't3b' names an unknown set of operations; use one of 3a, 3aw, weights behind the t
            rand-n16-tweights | section 'n16' wants more than the 15 operations of the set
            v0-m9 | section 'm9' is unknown; sections of v0 begin with mstd
            3a-mstd | section 'mstd' has no value
            augmix-inc1 | section 'inc1' is unknown; sections of augmix begin with m, w, d, b, a, mstd
            augmix-w0 | section 'w0' is no whole number from 1
            augmix-d-1 | section 'd' has no value
            augmix-a0 | section 'a0' gives no distribution; write a number above 0
            augmix-b2 | section 'b2' is no whole number from 0 to 1
            """)
    void a_fault_is_one_sentence_with_the_section_and_a_remedy(String text, String message) {
        assertThatThrownBy(() -> AutomaticAugmentation.parse(text))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageStartingWith("automatic augmentation '" + text + "'")
                .hasMessageContaining(message)
                .hasMessageContaining("; ");
    }

    @Test
    void text_from_outside_is_made_fit_to_be_printed() {
        assertThatThrownBy(() -> AutomaticAugmentation.parse("rand-m9\u001b[31m\n"))
                .hasMessageContaining("\\u001b")
                .hasMessageNotContaining("\u001b")
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_record_takes_the_texts_of_its_own_kind() {
        assertThatThrownBy(() -> new RandAugment("augmix-m3")).hasMessageContaining("is not 'rand'");
        assertThatThrownBy(() -> new AugMix("rand-m9")).hasMessageContaining("is not 'augmix'");
        assertThatThrownBy(() -> new AutoAugment("rand-m9")).hasMessageContaining("no policy");
    }

    @ParameterizedTest
    @CsvSource({
        "3a, true",
        "rand-m6-t3a, true",
        "rand-m6-t3aw, true",
        "rand-m9-mstd0.5-inc1, false",
        "original, false",
        "augmix-m3-a1, false",
    })
    void three_augment_and_its_sets_leave_the_color_jitter(String text, boolean keeps) {
        assertThat(AutomaticAugmentation.parse(text).keepsColorJitter()).isEqualTo(keeps);
    }

    @Test
    void the_lists_of_autoaugment_are_complete() {
        for (String name : List.of("original", "originalr", "v0", "v0r")) {
            assertThat(AutoAugmentPolicies.sequences(name, 0)).hasSize(25).allSatisfy(steps -> assertThat(steps)
                    .hasSize(2));
        }
        assertThat(AutoAugmentPolicies.sequences("v0r", 0).get(12).get(0))
                .isEqualTo(new RandomStep(AugmentOperation.POSTERIZE_INCREASING, 0.4, new Magnitude(6, 0, 10)));
        assertThat(AutoAugmentPolicies.sequences("original", 0.5).get(0).get(0))
                .isEqualTo(new RandomStep(AugmentOperation.POSTERIZE_ORIGINAL, 0.4, new Magnitude(8, 0.5, 10)));
        assertThat(AutoAugmentPolicies.sequences("originalr", 0).get(0).get(0).operation())
                .isEqualTo(AugmentOperation.POSTERIZE_INCREASING);
        assertThat(AutoAugmentPolicies.sequences("3a", 0)).hasSize(3);
    }

    @Test
    void settings_come_from_the_input_and_the_crop() {
        List<Interpolation> filters = List.of(Interpolation.BILINEAR, Interpolation.BICUBIC);

        assertThat(AutomaticSettings.of(Preprocessing.imageNet(224, 0.9), filters))
                .isEqualTo(new AutomaticSettings(124, 116, 104, 100, 0.45, filters));
        assertThatThrownBy(() -> AutomaticSettings.requireFilters(List.of(Interpolation.LANCZOS)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("lanczos", "bilinear", "bicubic");
        assertThatThrownBy(() -> new AutomaticSettings(0, 256, 0, 1, 0.45, filters))
                .hasMessageContaining("256");
        assertThatThrownBy(() -> new AutomaticSettings(0, 0, 0, 1, Double.NaN, filters))
                .hasMessageContaining("NaN");
    }
}
