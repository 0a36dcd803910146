package io.metaformer4j.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import io.metaformer4j.zoo.cost.Complexity;
import io.metaformer4j.zoo.plan.ParameterLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks for input of another number of channels. */
class InputChannelsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void only_the_convolution_of_the_stem_costs_otherwise(int channels) {
        Architecture colors = Catalog.standard().get("caformer_s18").architecture();
        Complexity before = Complexity.of(colors, 224, 224);
        Complexity after = Complexity.of(colors.withInputChannels(channels), 224, 224);

        long window = 64 * 7 * 7; // features of the stem, and its kernel
        assertThat(after.trainable() - before.trainable()).isEqualTo((channels - 3) * window);
        assertThat(after.macs() - before.macs()).isEqualTo((channels - 3) * window * 56 * 56);
        assertThat(after.sections().get(0).name()).isEqualTo("stem");
        assertThat(after.sections().subList(1, after.sections().size()))
                .isEqualTo(before.sections().subList(1, before.sections().size()));
        assertThat(ParameterLayout.of(colors.withInputChannels(channels))
                        .find("stem.conv.weight")
                        .orElseThrow()
                        .shape())
                .containsExactly(64, channels, 7, 7);
        assertThat(colors.withInputChannels(channels).withInputChannels(3)).isEqualTo(colors);
        assertThatThrownBy(() -> colors.withInputChannels(0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("0 input channels");
    }

    /** timm 1.0.29, {@code adapt_to_chs((0.485, 0.456, 0.406), 1)}: 0.449, and 0.226 of the deviations. */
    @Test
    void every_channel_gets_the_average_of_the_statistics() {
        Preprocessing colors = Preprocessing.imageNet(224, 0.95);
        Preprocessing gray = colors.withChannels(1);
        assertThat(gray.mean()).containsExactly(0.449);
        assertThat(gray.std()).containsExactly(0.226);
        assertThat(gray.channels()).isEqualTo(1);
        assertThat(gray.withCropRatio(0.9).withSize(32).channels()).isEqualTo(1);
        assertThat(colors.withChannels(5).mean()).hasSize(5).containsOnly(0.449);
        assertThat(colors.withChannels(3)).isSameAs(colors);
        assertThat(IntStream.range(0, 3).mapToObj(gray::colorMean)).containsOnly(0.449);
        assertThat(IntStream.range(0, 3).mapToObj(colors::colorMean)).containsExactly(0.485, 0.456, 0.406);
    }

    @Test
    void statistics_of_different_numbers_of_channels_are_refused() {
        assertThatThrownBy(() -> new Preprocessing(
                        8, 8, 1, Interpolation.BICUBIC, CropMode.CENTER, List.of(0.5), List.of(0.2, 0.2)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("one value for each channel");
        assertThatThrownBy(
                        () -> new Preprocessing(8, 8, 1, Interpolation.BICUBIC, CropMode.CENTER, List.of(), List.of()))
                .isInstanceOf(MetaFormerException.class);
    }
}
