package io.metaformer4j.vision.augment.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureDigest;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.zoo.Interpolation;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugMixTest {

    private static final AutomaticSettings SETTINGS =
            new AutomaticSettings(124, 116, 104, 28, 0.45, List.of(Interpolation.BILINEAR));

    @Test
    void blending_one_after_the_other_gives_each_chain_its_weight() {
        float[] weights = {0.2f, 0.5f, 0.3f};
        float[] shares = AugMixChains.shares(weights, 0.7f);
        double left = 1;
        for (int i = weights.length - 1; i >= 0; i--) {
            assertThat(left * shares[i]).isCloseTo(0.7 * weights[i], within(1e-6));
            left *= 1 - shares[i];
        }
        assertThat(left).isCloseTo(0.3, within(1e-6));
    }

    @Test
    void a_share_of_everything_leaves_nothing_of_the_picture_and_stays_finite() {
        assertThat(AugMixChains.shares(new float[] {0f, 0f, 1f}, 1f)).containsExactly(0f, 0f, 1f);
        assertThat(AugMixChains.shares(new float[] {1f}, 0f)).containsExactly(0f);
    }

    /** Of one gray whose lower bits are 0, every operation at magnitude 0 makes the same gray. */
    @ParameterizedTest
    @ValueSource(strings = {"augmix-m0-mstd0", "augmix-m0-mstd0-b1", "augmix-m0-w1-d1-mstd0"})
    void mixtures_of_a_picture_with_itself_are_the_picture(String text) {
        Picture gray = Picture.filled(9, 7, 128, 128, 128);
        PictureOperation operation = new AugMix(text).operation(SETTINGS);
        for (int seed = 0; seed < 100; seed++) {
            Picture mixed = operation.apply(gray, seed);
            for (int i = 0; i < mixed.byteCount(); i++) {
                assertThat(mixed.rgb()[i] & 0xff).isBetween(127, 128); // weights of a sum just below 1 truncate
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"augmix", "augmix-m5-w4-d2", "augmix-m5-w4-d2-b1"})
    void every_seed_mixes_another_picture(String text) {
        Picture picture = Picture.of(64, 64, Fixtures.bytes("augment/input.bin"));
        PictureOperation operation = AutomaticAugmentation.parse(text).operation(SETTINGS);
        Set<String> results = new TreeSet<>();
        for (int seed = 0; seed < 20; seed++) {
            results.add(PictureDigest.sha256(operation.apply(picture, seed)));
        }
        assertThat(results).hasSize(20).doesNotContain(PictureDigest.sha256(picture));
    }
}
