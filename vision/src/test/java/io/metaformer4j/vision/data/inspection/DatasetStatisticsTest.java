package io.metaformer4j.vision.data.inspection;

import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.data.inspection.DatasetStatistics.ClassCount;
import io.metaformer4j.vision.data.inspection.DatasetStatistics.Sides;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts, sizes and colours of a data set. */
class DatasetStatisticsTest {

    /**
     * Numpy adds 97 rounded numbers below 1 and divides; half a unit in the last place of 1 for each of eight levels of
     * sums.
     */
    private static final double ROUNDING = 1e-15;

    @TempDir
    private Path root;

    private static DatasetStatistics measure(Dataset<ClassTarget> dataset, int workers) {
        return DatasetStatistics.of(dataset, ImageDecoder.standard(), workers, done -> {});
    }

    /** The value of byte {@code i} is {@code (37 i^2 + shift) mod 251}. */
    private static Picture pattern(int width, int height, int shift) {
        byte[] rgb = new byte[width * height * Picture.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ((37 * i * i + shift) % 251);
        }
        return Picture.of(width, height, rgb);
    }

    private static Dataset<ClassTarget> inMemory(Picture... pictures) {
        List<InMemoryDataset.Entry<ClassTarget>> entries = new ArrayList<>();
        for (Picture picture : pictures) {
            entries.add(new InMemoryDataset.Entry<>(
                    "picture " + entries.size(), new Sample.Pixels(picture), new ClassTarget(0)));
        }
        return InMemoryDataset.of(List.of("all"), entries);
    }

    /** Expected values: numpy 2.4.6, {@code mean(0)} and {@code std(0)} of the float64 array of all pixels over 255. */
    @Test
    void mean_and_deviation_are_those_of_numpy_over_all_pixels() throws IOException {
        try (Dataset<ClassTarget> dataset = inMemory(pattern(7, 5, 11), pattern(4, 9, 3), pattern(13, 2, 200))) {
            DatasetStatistics statistics = measure(dataset, 2);
            double[] mean = {0.49169193450576076, 0.5243177683444514, 0.542712755205175};
            double[] std = {0.31437493084076745, 0.2825051613064496, 0.2660646462535194};
            for (int channel = 0; channel < Picture.CHANNELS; channel++) {
                assertThat(statistics.mean().get(channel)).isCloseTo(mean[channel], within(ROUNDING));
                assertThat(statistics.std().get(channel)).isCloseTo(std[channel], within(ROUNDING));
            }
            assertThat(statistics.pixels()).isEqualTo(97);
            assertThat(statistics.widths()).isEqualTo(new Sides(4, 7, 13));
            assertThat(statistics.heights()).isEqualTo(new Sides(2, 5, 9));
        }
    }

    @Test
    void one_colour_has_no_deviation_however_many_pixels_there_are() throws IOException {
        try (Dataset<ClassTarget> dataset = inMemory(Picture.filled(999, 77, 255, 0, 51))) {
            DatasetStatistics statistics = measure(dataset, 1);
            assertThat(statistics.mean()).containsExactly(1.0, 0.0, 0.2);
            assertThat(statistics.std()).containsExactly(0.0, 0.0, 0.0);
        }
    }

    @Test
    void the_median_of_an_even_number_lies_between_the_two_in_the_middle() throws IOException {
        try (Dataset<ClassTarget> dataset =
                inMemory(pattern(1, 8, 0), pattern(2, 8, 0), pattern(5, 8, 0), pattern(90, 9, 0))) {
            assertThat(measure(dataset, 1).widths()).isEqualTo(new Sides(1, 3.5, 90));
            assertThat(measure(dataset, 1).heights()).isEqualTo(new Sides(8, 8, 9));
        }
    }

    @Test
    void figures_are_the_same_bit_for_bit_whatever_the_threads_and_broken_pictures_are_counted() throws IOException {
        for (int i = 0; i < 60; i++) {
            write(root.resolve("cat/" + i + ".png"), png(3 + i % 5, 4, i));
        }
        for (int i = 0; i < 20; i++) {
            write(root.resolve("dog/" + i + ".png"), png(6, 3 + i % 7, 2 * i));
        }
        write(root.resolve("dog/20.png"), new byte[] {1, 2});
        try (Dataset<ClassTarget> dataset = Datasets.open(root, DatasetOptions.standard())) {
            List<Integer> progress = new ArrayList<>();
            DatasetStatistics one = DatasetStatistics.of(dataset, ImageDecoder.standard(), 1, progress::add);
            assertThat(progress).hasSize(81).last().isEqualTo(81);
            assertThat(one.classes()).containsExactly(new ClassCount("cat", 60), new ClassCount("dog", 21));
            assertThat(one.pictures()).isEqualTo(81);
            assertThat(one.broken()).isEqualTo(1);
            for (int workers : new int[] {2, 3, 8}) {
                assertThat(measure(dataset, workers)).isEqualTo(one);
            }
        }
    }

    @Test
    void data_without_a_sound_picture_have_no_figures() throws IOException {
        write(root.resolve("cat/1.png"), new byte[] {1});
        write(root.resolve("dog/1.png"), new byte[] {2});
        try (Dataset<ClassTarget> dataset = Datasets.open(root, DatasetOptions.standard())) {
            assertThatThrownBy(() -> measure(dataset, 2))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("none of the 2 pictures");
        }
    }
}
