package io.metaformer4j.vision.corruption;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pixels are those of ImageNet-C's code, with its random numbers where there are some. */
class CorruptionReferenceTest {

    static List<CorruptionReference> deterministic() {
        return CorruptionReference.all("corruptions.json");
    }

    /** Frost has another texture; see its own test. */
    static List<CorruptionReference> streams() {
        return CorruptionReference.all("streams.json").stream()
                .filter(one -> !one.corruption().equals("frost"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("deterministic")
    void without_random_numbers_pixels_are_those_of_imagenet_c(CorruptionReference reference) {
        reference.check(reference.operation());
    }

    @ParameterizedTest
    @MethodSource("streams")
    void with_the_same_random_numbers_pixels_are_those_of_imagenet_c(CorruptionReference reference) {
        reference.check(reference.withTheNumbersOfTheReference());
    }

    @Test
    void jpeg_files_lose_exactly_what_libjpeg_loses() {
        for (Severity severity : Severity.all()) {
            CorruptionReference reference = CorruptionReference.of("jpeg_compression", severity);
            reference.checkEqual(reference.operation().apply(CorruptionReference.input(), 0));
        }
    }

    /** Each step is scikit-image's; ratios of the channels alone would change one value of two hundred. */
    @Test
    void colours_are_computed_exactly_as_scikit_image_does() {
        for (String corruption : List.of("brightness", "saturate")) {
            for (Severity severity : Severity.all()) {
                CorruptionReference reference = CorruptionReference.of(corruption, severity);
                reference.checkEqual(reference.operation().apply(CorruptionReference.input(), 0));
            }
        }
    }

    /** With its 16 bits; without them a plain area may lose a level. */
    @Test
    void motion_is_computed_exactly_as_imagemagick_does() {
        List<CorruptionReference> motion = streams().stream()
                .filter(one -> one.corruption().equals("motion_blur"))
                .toList();
        assertThat(motion).hasSize(5);
        motion.forEach(reference -> reference.checkEqual(reference.withTheNumbersOfTheReference()));
    }

    @Test
    void there_are_references_for_all_that_can_have_some() {
        assertThat(deterministic()).hasSize(40);
        assertThat(streams()).hasSize(30);
    }
}
