package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.members;
import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.shade;
import static io.metaformer4j.vision.data.TestFiles.tar;
import static io.metaformer4j.vision.data.TestFiles.text;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No picture of a shard vanishes without a word. */
class WebDatasetTest {

    @TempDir
    Path root;

    private Dataset open(Object... members) throws IOException {
        return Datasets.open(write(root.resolve("shard.tar"), tar(members(members))), DatasetOptions.standard());
    }

    private static List<String> names(Dataset dataset) {
        return IntStream.range(0, dataset.size()).mapToObj(dataset::name).toList();
    }

    @Test
    void names_with_dots_are_samples_of_their_own_if_they_have_a_label() throws IOException {
        try (Dataset dataset = open(
                "img_0.5.png",
                png(1),
                "img_0.5.cls",
                text("a"),
                "img_0.7.png",
                png(2),
                "img_0.7.cls",
                text("b"),
                "plain.png",
                png(3),
                "plain.cls",
                text("a"))) {
            assertThat(names(dataset)).containsExactly("img_0.5.png", "img_0.7.png", "plain.png");
            assertThat(shade(dataset, 1)).isEqualTo(2);
            assertThat(dataset.classNames().get(dataset.label(1))).isEqualTo("b");
            assertThat(dataset.notes()).isEmpty();
        }
    }

    @Test
    void further_pictures_of_a_sample_and_labels_without_pictures_are_noted() throws IOException {
        try (Dataset dataset = open(
                "a.png",
                png(1),
                "a.cls",
                text("x"),
                "a.seg.png",
                png(2),
                "a.jpg",
                png(3),
                "b.cls",
                text("y"),
                "c.png",
                png(4),
                "c.cls",
                text("y"))) {
            assertThat(names(dataset)).containsExactly("a.png", "c.png");
            assertThat(dataset.notes())
                    .hasSize(2)
                    .anyMatch(note -> note.contains("2 further pictures") && note.contains("a.seg.png"))
                    .anyMatch(note -> note.contains("1 labels") && note.contains("b.cls"));
        }
    }

    @Test
    void a_label_whose_picture_is_called_otherwise_is_refused() {
        assertThatThrownBy(() -> open("a.left.png", png(1), "a.cls", text("x"), "b.png", png(1), "b.cls", text("y")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("shard.tar", "'a'", "'a.left.png'");
        assertThatThrownBy(() -> open("a.left.png", png(1), "b.png", png(1), "b.cls", text("y")))
                .hasMessageContainingAll("no label", "'a.left.png'");
        assertThatThrownBy(() -> open("a.png", png(1), "a.cls", text(" \n"), "b.png", png(1), "b.cls", text("y")))
                .hasMessageContainingAll("no label", "'a.png'");
    }

    @Test
    void labels_with_a_byte_order_mark_are_read_and_other_encodings_named() throws IOException {
        try (Dataset dataset = open(
                "a.png",
                png(1),
                "a.cls",
                text("\ufeffx"),
                "b.png",
                png(1),
                "b.json",
                text("\ufeff{\"label\": \"x\"}"))) {
            assertThat(dataset.classNames()).containsExactly("x");
        }
        assertThatThrownBy(() -> open("a.png", png(1), "a.cls", "Bär".getBytes(StandardCharsets.UTF_16)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("'a.cls'", "shard.tar", "UTF-16");
        // texts that are no labels may be anything
        try (Dataset dataset =
                open("a/1.png", png(1), "b/1.png", png(1), "README.txt", new byte[] {(byte) 0xff, 0, 1})) {
            assertThat(dataset.classNames()).containsExactly("a", "b");
        }
    }

    @Test
    void names_that_occur_in_several_shards_are_noted() throws IOException {
        byte[] shard = tar(members("1.png", png(1), "1.cls", text("a")));
        write(root.resolve("s-0.tar"), shard);
        write(root.resolve("s-1.tar"), shard);
        try (Dataset dataset = Datasets.open(root + "/s-{0,1,1}.tar", DatasetOptions.standard())) {
            assertThat(dataset.size()).isEqualTo(2);
            assertThat(dataset.notes()).singleElement().asString().contains("1 names", "several shards");
        }
    }

    @Test
    void splits_are_folders_of_the_keys() throws IOException {
        Path file = write(
                root.resolve("all.tar"),
                tar(members(
                        "train/1.png", png(1), "train/1.cls", text("0"), "val/2.png", png(2), "val/2.cls", text("1"))));
        try (Dataset dataset = Datasets.open(file, DatasetOptions.standard().withSplit("validation"))) {
            assertThat(names(dataset)).containsExactly("val/2.png");
        }
        assertThatThrownBy(() -> Datasets.open(file, DatasetOptions.standard().withSplit("extra")))
                .hasMessageContainingAll("'train', 'val'", "'extra'");
    }

    @Test
    void an_archive_without_end_mark_is_cut_off_even_between_two_members() throws IOException {
        byte[] whole = tar(members("a/1.png", new byte[600], "b/2.png", new byte[600]));
        int between = 512 + 1024;
        for (int end : new int[] {0, between, 2 * between}) {
            Path cut = write(root.resolve("cut.tar"), Arrays.copyOf(whole, end));
            assertThatThrownBy(() -> Datasets.open(cut, DatasetOptions.standard()))
                    .as("%d", end)
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("cut.tar", "no end mark");
        }
        Path one = write(root.resolve("one.tar"), Arrays.copyOf(whole, 2 * between + 512));
        try (Dataset dataset = Datasets.open(one, DatasetOptions.standard())) {
            assertThat(dataset.size()).isEqualTo(2);
        }
        byte[] inner = tar(members("1.png", new byte[600]));
        Path nested = write(root.resolve("nested.tar"), tar(Map.of("n01.tar", Arrays.copyOf(inner, between))));
        assertThatThrownBy(() -> Datasets.open(nested, DatasetOptions.standard()))
                .hasMessageContainingAll("nested.tar", "n01", "no end mark");
    }

    @Test
    void joined_archives_are_refused_because_the_second_would_not_be_seen() throws IOException {
        byte[] first = tar(members("a/1.png", png(1)));
        byte[] second = tar(members("b/1.png", png(2)));
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        Path file = write(root.resolve("joined.tar"), joined);
        assertThatThrownBy(() -> Datasets.open(file, DatasetOptions.standard()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("joined.tar", "behind its end mark");
    }
}
