package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.members;
import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.shade;
import static io.metaformer4j.vision.data.TestFiles.tar;
import static io.metaformer4j.vision.data.TestFiles.text;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveDatasetTest {

    @TempDir
    Path root;

    private Dataset open(Path path) throws IOException {
        return Datasets.open(path, DatasetOptions.standard());
    }

    private static List<String> names(Dataset dataset) {
        return IntStream.range(0, dataset.size()).mapToObj(dataset::name).toList();
    }

    private static List<Integer> labels(Dataset dataset) {
        return IntStream.range(0, dataset.size()).mapToObj(dataset::label).toList();
    }

    @Test
    void reads_class_folders_inside_an_archive_in_place() throws IOException {
        String longName = "./dogs/" + "x".repeat(150) + ".png";
        Path file = write(
                root.resolve("val.tar"),
                tar(members(
                        longName, png(30), "./cats/2.png", png(20), "cats/1.png", png(10), "README.md", text("hi"))));

        try (Dataset dataset = open(file)) {
            assertThat(dataset.classNames()).containsExactly("cats", "dogs");
            assertThat(names(dataset)).containsExactly("cats/1.png", "cats/2.png", longName.substring(2));
            assertThat(labels(dataset)).containsExactly(0, 0, 1);
            assertThat(List.of(shade(dataset, 0), shade(dataset, 1), shade(dataset, 2)))
                    .containsExactly(10, 20, 30);
        }
    }

    @Test
    void reads_an_archive_of_one_archive_per_class() throws IOException {
        byte[] first = tar(members("n01_1.png", png(10), "n01_2.png", png(20)));
        byte[] second = tar(members("n02_1.png", png(30)));
        Path file = write(root.resolve("train.tar"), tar(members("n02.tar", second, "n01.tar", first)));

        try (Dataset dataset = open(file)) {
            assertThat(dataset.classNames()).containsExactly("n01", "n02");
            assertThat(names(dataset)).containsExactly("n01/n01_1.png", "n01/n01_2.png", "n02/n02_1.png");
            assertThat(List.of(shade(dataset, 0), shade(dataset, 1), shade(dataset, 2)))
                    .containsExactly(10, 20, 30);
        }
    }

    @Test
    void reads_a_folder_of_one_archive_per_class() throws IOException {
        write(root.resolve("n10.tar"), tar(members("a.png", png(30))));
        write(root.resolve("n9.tar"), tar(members("a.png", png(10), "b.png", png(20))));

        try (Dataset dataset = open(root)) {
            assertThat(dataset.classNames()).containsExactly("n9", "n10");
            assertThat(names(dataset)).containsExactly("n9/a.png", "n9/b.png", "n10/a.png");
            assertThat(shade(dataset, 2)).isEqualTo(30);
        }
    }

    @Test
    void chooses_archives_by_the_split_in_their_name() throws IOException {
        write(root.resolve("set-train-0.tar"), tar(members("a/1.png", png(1), "b/1.png", png(1))));
        write(root.resolve("set-train-1.tar"), tar(members("a/1.png", png(1))));
        write(root.resolve("set-val.tar"), tar(members("b/1.png", png(1))));

        try (Dataset train = Datasets.open(root, DatasetOptions.standard().withSplit("train"));
                Dataset validation =
                        Datasets.open(root, DatasetOptions.standard().withSplit("validation"))) {
            assertThat(names(train))
                    .containsExactly("set-train-0/a/1.png", "set-train-0/b/1.png", "set-train-1/a/1.png");
            assertThat(train.classNames()).containsExactly("a", "b");
            assertThat(names(validation)).containsExactly("b/1.png");
        }
        Files.delete(root.resolve("set-val.tar"));
        assertThatThrownBy(() -> Datasets.open(root, DatasetOptions.standard().withSplit("validation")))
                .hasMessageContainingAll("other splits", "'validation'");
    }

    @Test
    void reads_web_dataset_shards_by_a_brace_pattern_in_their_order() throws IOException {
        for (int shard = 0; shard < 3; shard++) {
            write(
                    root.resolve("shard-00" + shard + ".tar"),
                    tar(members(
                            "x/2" + shard + ".png",
                            png(10 * shard),
                            "x/2" + shard + ".cls",
                            text(" 2\n"),
                            "x/1" + shard + ".png",
                            png(10 * shard + 5),
                            "x/1" + shard + ".cls",
                            text("0"))));
        }

        try (Dataset dataset = Datasets.open(root + "/shard-{000..002}.tar", DatasetOptions.standard())) {
            assertThat(names(dataset))
                    .containsExactly("x/20.png", "x/10.png", "x/21.png", "x/11.png", "x/22.png", "x/12.png");
            assertThat(labels(dataset)).containsExactly(2, 0, 2, 0, 2, 0);
            assertThat(dataset.classNames()).containsExactly("0", "1", "2");
            for (int i = 0; i < 6; i++) {
                assertThat(shade(dataset, i)).isEqualTo(10 * (i / 2) + 5 * (i % 2));
            }
        }
        assertThatThrownBy(() -> Datasets.open(root + "/shard-{000..004}.tar", DatasetOptions.standard()))
                .hasMessageContainingAll("2 of the 5 shards", "shard-003.tar");
    }

    @Test
    void takes_labels_from_cls_before_json_before_txt() throws IOException {
        Map<String, byte[]> members = members(
                "a.png",
                png(1),
                "a.json",
                text("{\"caption\": {\"label\": 9}, \"label\": 1}"),
                "a.txt",
                text("3"),
                "b.png",
                png(2),
                "b.txt",
                text("2"),
                "b.seg.png",
                png(9),
                "c.cls",
                text("0"),
                "c.json",
                text("{\"label\": 5}"),
                "c.png",
                png(3));
        Path file = write(root.resolve("shard.tar"), tar(members));

        try (Dataset dataset = open(file)) {
            assertThat(names(dataset)).containsExactly("a.png", "b.png", "c.png");
            assertThat(labels(dataset)).containsExactly(1, 2, 0);
        }
    }

    @Test
    void numbers_class_names_of_shards_naturally_or_by_the_class_map() throws IOException {
        Path file = write(
                root.resolve("shard.tar"),
                tar(members("a.png", png(1), "a.cls", text("dog"), "b.png", png(2), "b.cls", text("cat"))));

        try (Dataset dataset = open(file)) {
            assertThat(dataset.classNames()).containsExactly("cat", "dog");
            assertThat(labels(dataset)).containsExactly(1, 0);
        }
        ClassMap map = ClassMap.of(Map.of("dog", 3, "cat", 4), "test");
        try (Dataset dataset = Datasets.open(file, DatasetOptions.standard().withClassMap(map))) {
            assertThat(labels(dataset)).containsExactly(3, 4);
        }
        ClassMap other = ClassMap.of(Map.of("dog", 0), "test");
        assertThatThrownBy(() -> Datasets.open(file, DatasetOptions.standard().withClassMap(other)))
                .hasMessageContainingAll("shard.tar", "'cat'", "class map");
    }

    @Test
    void names_the_picture_without_a_label() throws IOException {
        Path file =
                write(root.resolve("shard.tar"), tar(members("a.png", png(1), "a.cls", text("1"), "b.png", png(2))));

        assertThatThrownBy(() -> open(file)).hasMessageContainingAll("shard.tar", "no label", "'b.png'", ".cls");
    }

    @Test
    void names_broken_json_beside_a_picture() throws IOException {
        Path file = write(root.resolve("shard.tar"), tar(members("a.png", png(1), "a.json", text("{\"label\": "))));

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("a.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a/1.png", "a/../../1.png", "/a/1.png", "C:/a/1.png", "a\\..\\1.png"})
    void refuses_names_that_leave_the_archive(String name) throws IOException {
        Path file = write(root.resolve("bad.tar"), tar(members(name, png(1))));

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("bad.tar", "leaves the archive");
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO, TarConstants.LF_CHR})
    void refuses_links_and_devices(byte kind) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry("a/1.png", kind);
            entry.setLinkName("/etc/passwd");
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        Path file = write(root.resolve("bad.tar"), bytes.toByteArray());

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("bad.tar", "'a/1.png'", "is a");
    }

    @Test
    void refuses_duplicates() throws IOException {
        Path file = write(root.resolve("bad.tar"), tar(members("a/1.png", png(1), "./a/1.png", png(2))));

        assertThatThrownBy(() -> open(file)).hasMessageContainingAll("bad.tar", "'a/1.png' twice");
    }

    @Test
    void refuses_archives_nested_too_deeply() throws IOException {
        byte[] inner = tar(members("1.png", png(1)));
        Path file = write(root.resolve("deep.tar"), tar(members("b.tar", tar(members("a.tar", inner)))));

        assertThatThrownBy(() -> open(file)).hasMessageContainingAll("deep.tar", "b/a.tar");
    }

    @Test
    void refuses_truncated_archives_and_other_files() throws IOException {
        byte[] whole = tar(members("a/1.png", new byte[5000], "a/2.png", new byte[5000]));
        Path cut = write(root.resolve("cut.tar"), Arrays.copyOf(whole, 3000));
        Path none = write(root.resolve("none.tar"), text("This is not an archive. ".repeat(100)));
        Path zipped = write(root.resolve("set.tar.gz"), new byte[10]);

        assertThatThrownBy(() -> open(cut))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("cut.tar", "a/1.png", "truncated");
        assertThatThrownBy(() -> open(none))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("none.tar");
        assertThatThrownBy(() -> open(zipped)).hasMessageContainingAll("set.tar.gz", "decompress");
    }

    @Test
    void a_flipped_byte_is_an_error_or_harmless_but_never_anything_else() throws IOException {
        byte[] whole = tar(members("a/1.png", png(1), "a/1.cls", text("1"), "b/2.png", png(2), "b/2.cls", text("0")));
        for (int at = 0; at < whole.length; at += 7) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            Path file = write(root.resolve("flipped.tar"), flipped);
            try (Dataset dataset = open(file)) {
                assertThat(dataset.size()).isPositive();
            } catch (MetaFormerException e) {
                assertThat(e).hasMessageContaining("flipped.tar");
            }
        }
    }

    @Test
    void rejects_members_larger_than_allowed_when_they_are_read() throws IOException {
        Path file = write(root.resolve("val.tar"), tar(members("a/1.png", new byte[1000])));

        try (Dataset dataset = Datasets.open(file, DatasetOptions.standard().withMaxSampleBytes(999))) {
            assertThatThrownBy(() -> dataset.sample(0, new ReadBuffer()))
                    .isInstanceOf(ImageRejectedException.class)
                    .hasMessageContainingAll("val.tar", "a/1.png", "1000 bytes");
        }
    }
}
