package io.metaformer4j.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.transform.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every data set must do; a test of one kind inherits it and opens a data set of at least three sound samples.
 *
 * @param <T> what is known of a picture
 */
public abstract class DatasetContractTest<T> {

    @TempDir
    protected Path folder;

    /** Opens the same samples each time. */
    protected abstract Dataset<T> open() throws IOException;

    /** All classes that a target names. */
    protected abstract IntStream labels(T target);

    @Test
    void there_are_samples() throws IOException {
        try (Dataset<T> dataset = open()) {
            assertThat(dataset.size()).isGreaterThanOrEqualTo(3);
            assertThat(dataset.notes()).isEmpty();
        }
    }

    @Test
    void every_label_of_a_target_is_a_class() throws IOException {
        try (Dataset<T> dataset = open()) {
            for (int i = 0; i < dataset.size(); i++) {
                assertThat(labels(dataset.target(i))).allSatisfy(label -> assertThat(label)
                        .isBetween(0, dataset.classNames().size() - 1));
                assertThat(dataset.target(i)).isEqualTo(dataset.target(i));
            }
        }
    }

    @Test
    void names_and_origins_are_unlike_one_another_and_the_same_in_every_run() throws IOException {
        Set<String> names = new HashSet<>();
        Set<String> origins = new HashSet<>();
        try (Dataset<T> dataset = open();
                Dataset<T> again = open()) {
            assertThat(again.size()).isEqualTo(dataset.size());
            assertThat(again.classNames()).isEqualTo(dataset.classNames());
            for (int i = 0; i < dataset.size(); i++) {
                assertThat(again.name(i)).isEqualTo(dataset.name(i));
                assertThat(again.origin(i)).isEqualTo(dataset.origin(i));
                assertThat(again.target(i)).isEqualTo(dataset.target(i));
                assertThat(names.add(dataset.name(i))).as(dataset.name(i)).isTrue();
                assertThat(origins.add(dataset.origin(i))).as(dataset.origin(i)).isTrue();
            }
        }
    }

    @Test
    void a_sample_is_the_same_each_time() throws IOException {
        try (Dataset<T> dataset = open()) {
            ReadBuffer buffer = new ReadBuffer();
            List<byte[]> first = contents(dataset, buffer);
            List<byte[]> second = contents(dataset, buffer);
            for (int i = 0; i < dataset.size(); i++) {
                assertThat(second.get(i)).isNotEmpty().isEqualTo(first.get(i));
            }
        }
    }

    @Test
    void threads_with_buffers_of_their_own_read_the_same() throws IOException {
        try (Dataset<T> dataset = open()) {
            List<byte[]> expected = contents(dataset, new ReadBuffer());
            IntStream.range(0, 64).parallel().forEach(i -> {
                int index = i % dataset.size();
                assertThat(content(dataset, index, new ReadBuffer())).isEqualTo(expected.get(index));
            });
        }
    }

    @Test
    void a_sample_that_is_not_there_is_an_error() throws IOException {
        try (Dataset<T> dataset = open()) {
            for (int index : new int[] {-1, dataset.size(), Integer.MAX_VALUE}) {
                assertThatThrownBy(() -> dataset.target(index)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> dataset.name(index)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> dataset.sample(index, new ReadBuffer()))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    void a_closed_data_set_says_so_and_closing_it_twice_is_allowed() throws IOException {
        Dataset<T> dataset = open();
        dataset.sample(0, new ReadBuffer());
        dataset.close();
        dataset.close();

        assertThatThrownBy(() -> dataset.sample(0, new ReadBuffer()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(dataset.name(0), "closed", "after the last batch");
        assertThat(dataset.size()).isPositive();
    }

    @Test
    void a_note_changes_nothing_but_the_notes() throws IOException {
        try (Dataset<T> dataset = open();
                Dataset<T> noted = dataset.withNote("one").withNote("two")) {
            assertThat(noted.notes()).containsExactly("one", "two");
            assertThat(noted.target(1)).isEqualTo(dataset.target(1));
            assertThat(content(noted, 1, new ReadBuffer())).isEqualTo(content(dataset, 1, new ReadBuffer()));
        }
    }

    private static List<byte[]> contents(Dataset<?> dataset, ReadBuffer buffer) {
        return IntStream.range(0, dataset.size())
                .mapToObj(i -> content(dataset, i, buffer))
                .toList();
    }

    private static byte[] content(Dataset<?> dataset, int index, ReadBuffer buffer) {
        try {
            return dataset.sample(index, buffer).accept(new Sample.Visitor<byte[]>() {
                @Override
                public byte[] encoded(EncodedImage image) {
                    return Arrays.copyOfRange(image.bytes(), image.offset(), image.offset() + image.length());
                }

                @Override
                public byte[] pixels(Picture picture) {
                    return picture.copy().rgb();
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
