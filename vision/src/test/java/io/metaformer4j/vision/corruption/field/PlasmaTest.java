package io.metaformer4j.vision.corruption.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.random.SplitMix64;
import org.junit.jupiter.api.Test;

class PlasmaTest {

    @Test
    void values_fill_the_unit_interval() {
        Plasma plasma = Plasma.draw(64, 64, 2, new SplitMix64(1));
        double least = 1;
        double most = 0;
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 64; x++) {
                least = Math.min(least, plasma.pixel(x, y));
                most = Math.max(most, plasma.pixel(x, y));
            }
        }

        assertThat(least).isZero();
        assertThat(most).isEqualTo(1);
    }

    @Test
    void the_smallest_and_the_longest_pictures_have_one() {
        assertThat(Plasma.draw(1, 1, 2, new SplitMix64(1)).pixel(0, 0)).isBetween(0.0, 1.0);
        assertThat(Plasma.draw(100_000, 1, 2, new SplitMix64(1)).pixel(99_999, 0))
                .isBetween(0.0, 1.0);
    }

    @Test
    void places_between_pixels_are_between_their_values() {
        Plasma plasma = Plasma.draw(32, 32, 1.5, new SplitMix64(7));

        assertThat(plasma.at(3, 5)).isEqualTo(plasma.pixel(3, 5));
        assertThat(plasma.at(3.5, 5))
                .isBetween(
                        Math.min(plasma.pixel(3, 5), plasma.pixel(4, 5)),
                        Math.max(plasma.pixel(3, 5), plasma.pixel(4, 5)));
        assertThat(plasma.at(-1, 31)).isEqualTo(plasma.pixel(31, 31));
    }
}
