package io.metaformer4j.vision.data.pack;

import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.data.location.TrainingSplits;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was packed is what was there: every sample, its bytes and its class, in every reader. */
class ShardPackerTest {

    @TempDir
    private Path root;

    private Path source;
    private Path out;

    @BeforeEach
    void writePictures() throws IOException {
        source = root.resolve("source");
        out = root.resolve("out");
        for (int i = 0; i < 9; i++) {
            write(source.resolve("10/odd name." + i + ".JPEG"), png(5, 4, i));
            write(source.resolve("2/" + i + ".png"), png(30, 20, 100 + i));
        }
        write(source.resolve("a b/x.webp"), new byte[] {1, 2, 3}); // broken, and packed as it is
    }

    private static Dataset<ClassTarget> open(Path folder) throws IOException {
        return Datasets.open(folder, DatasetOptions.standard());
    }

    private ShardPacker.Result pack(PackOptions options) throws IOException {
        try (Dataset<ClassTarget> dataset = open(source)) {
            return ShardPacker.pack(dataset, out, options, done -> {});
        }
    }

    private static byte[] bytes(Dataset<ClassTarget> dataset, int index) throws IOException {
        return dataset.sample(index, new ReadBuffer()).accept(new Sample.Visitor<byte[]>() {
            @Override
            public byte[] encoded(EncodedImage image) {
                return Arrays.copyOfRange(image.bytes(), image.offset(), image.offset() + image.length());
            }

            @Override
            public byte[] pixels(Picture picture) {
                throw new AssertionError("a file was expected");
            }
        });
    }

    private static String className(Dataset<ClassTarget> dataset, int index) {
        return dataset.classNames().get(dataset.target(index).label());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void every_sample_is_read_back_as_it_was() throws IOException {
        List<Integer> progress = new ArrayList<>();
        try (Dataset<ClassTarget> dataset = open(source)) {
            ShardPacker.Result result =
                    ShardPacker.pack(dataset, out, PackOptions.of("data").withSamples(4), progress::add);
            assertThat(result).isEqualTo(new ShardPacker.Result(19, 5, 0));
            assertThat(progress).hasSize(19).last().isEqualTo(19);
            assertThat(names())
                    .containsExactly(
                            "classes.json",
                            "data-000000.index.json",
                            "data-000000.tar",
                            "data-000001.index.json",
                            "data-000001.tar",
                            "data-000002.index.json",
                            "data-000002.tar",
                            "data-000003.index.json",
                            "data-000003.tar",
                            "data-000004.index.json",
                            "data-000004.tar");
            try (Dataset<ClassTarget> packed = open(out)) {
                assertThat(packed.classNames()).isEqualTo(dataset.classNames()).containsExactly("2", "10", "a b");
                assertThat(packed.notes()).isEmpty();
                assertThat(packed.size()).isEqualTo(dataset.size());
                for (int i = 0; i < dataset.size(); i++) {
                    assertThat(bytes(packed, i)).isEqualTo(bytes(dataset, i));
                    assertThat(packed.target(i)).isEqualTo(dataset.target(i));
                }
                assertThat(packed.name(0)).isEqualTo("00000000_0.png");
                assertThat(packed.name(9)).isEqualTo("00000009_odd_name_0.jpg");
            }
        }
    }

    /**
     * As webdataset does: the key is what stands before the first dot of a name, and files of one key follow each
     * other.
     */
    @Test
    void other_readers_find_a_picture_and_a_number_for_each_key() throws IOException {
        pack(PackOptions.of("train").withSamples(100));
        Map<String, Set<String>> kinds = new HashMap<>();
        String before = "";
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(Files.newInputStream(out.resolve("train-000000.tar")))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                int dot = entry.getName().indexOf('.');
                String key = entry.getName().substring(0, dot);
                String kind = entry.getName().substring(dot + 1);
                assertThat(entry.getName()).matches("[A-Za-z0-9_-]+\\.[a-z]+");
                assertThat(key.equals(before) || !kinds.containsKey(key))
                        .as(key)
                        .isTrue();
                kinds.computeIfAbsent(key, absent -> new TreeSet<>()).add(kind);
                if (kind.equals("cls")) {
                    String label = new String(tar.readAllBytes(), StandardCharsets.US_ASCII);
                    assertThat(Integer.parseInt(label)).isBetween(0, 2);
                }
                before = key;
            }
        }
        assertThat(kinds)
                .hasSize(19)
                .allSatisfy((key, found) ->
                        assertThat(found).as(key).hasSize(2).contains("cls").containsAnyOf("jpg", "png", "webp"));
        assertThat(Files.readString(out.resolve("classes.json"))).contains("\"a b\"");
    }

    @Test
    void a_shard_is_no_larger_than_allowed_unless_one_picture_is() throws IOException {
        ShardPacker.Result result = pack(PackOptions.of("data").withMaxBytes(10_000));
        assertThat(result.shards()).isGreaterThan(3);
        for (String name : names()) {
            assertThat(Files.size(out.resolve(name))).as(name).isLessThanOrEqualTo(10_000);
        }
        out = root.resolve("tiny");
        assertThat(pack(PackOptions.of("data").withMaxBytes(1))).isEqualTo(new ShardPacker.Result(19, 19, 0));
        try (Dataset<ClassTarget> packed = open(out)) {
            assertThat(packed.size()).isEqualTo(19);
        }
    }

    @Test
    void a_shuffled_order_is_that_of_its_seed_and_loses_nothing() throws IOException {
        PackOptions options = PackOptions.of("data").withSamples(6).withShuffle(3);
        pack(options);
        byte[] first = Files.readAllBytes(out.resolve("data-000000.tar"));
        try (Dataset<ClassTarget> packed = open(out);
                Dataset<ClassTarget> dataset = open(source)) {
            List<String> expected = new ArrayList<>();
            List<String> actual = new ArrayList<>();
            for (int i = 0; i < dataset.size(); i++) {
                expected.add(className(dataset, i) + Arrays.toString(bytes(dataset, i)));
                actual.add(className(packed, i) + Arrays.toString(bytes(packed, i)));
            }
            assertThat(actual).containsExactlyInAnyOrderElementsOf(expected).isNotEqualTo(expected);
        }
        out = root.resolve("again");
        pack(options);
        assertThat(out.resolve("data-000000.tar")).hasBinaryContent(first);
        out = root.resolve("otherwise");
        pack(options.withShuffle(4));
        assertThat(Files.readAllBytes(out.resolve("data-000000.tar"))).isNotEqualTo(first);
    }

    @Test
    void an_interrupted_packing_goes_on_and_leaves_the_same_shards() throws IOException {
        PackOptions options = PackOptions.of("data").withSamples(4);
        pack(options);
        byte[] third = Files.readAllBytes(out.resolve("data-000002.tar"));
        try (Dataset<ClassTarget> dataset = open(source)) {
            out = root.resolve("stopped");
            assertThatThrownBy(() -> ShardPacker.pack(dataset, out, options, done -> {
                        if (done == 10) {
                            throw new IllegalStateException("stopped");
                        }
                    }))
                    .hasMessage("stopped");
        }
        assertThat(names())
                .containsExactly(
                        "classes.json",
                        "data-000000.index.json",
                        "data-000000.tar",
                        "data-000001.index.json",
                        "data-000001.tar");
        Files.delete(out.resolve("data-000000.index.json"));
        Files.writeString(out.resolve("data-000001.index.json"), "of something else");
        assertThat(pack(options)).isEqualTo(new ShardPacker.Result(19, 5, 2));
        try (Dataset<ClassTarget> packed = open(out)) {
            assertThat(packed.notes()).isEmpty();
        }
        assertThat(out.resolve("data-000002.tar")).hasBinaryContent(third);
        assertThat(pack(options)).isEqualTo(new ShardPacker.Result(19, 5, 5));
    }

    @Test
    void shards_of_something_else_are_neither_kept_nor_replaced() throws IOException {
        PackOptions options = PackOptions.of("data").withSamples(10);
        pack(options);
        byte[] first = Files.readAllBytes(out.resolve("data-000000.tar"));
        for (PackOptions other : List.of(options.withSamples(5), options.withSamples(11), options.withShuffle(1))) {
            assertRefused(other, "data-000000.tar", "remove the old shards");
        }
        byte[] changed = first.clone();
        changed[600] = (byte) (changed[600] ^ 1);
        Files.write(out.resolve("data-000000.tar"), changed);
        assertRefused(options, "data-000000.tar");
        Files.write(out.resolve("data-000000.tar"), Arrays.copyOf(first, first.length + 1));
        assertRefused(options, "data-000000.tar");
        Files.write(out.resolve("data-000000.tar"), Arrays.copyOf(first, first.length - 1));
        assertRefused(options, "data-000000.tar");
        Files.write(out.resolve("data-000000.tar"), first);
        Files.write(out.resolve("data-000002.tar"), first);
        assertRefused(options, "data-000002.tar", "another packing");
        Files.delete(out.resolve("data-000002.tar"));
        write(source.resolve("new class/1.png"), png(1));
        assertRefused(options, "classes.json", "other classes");
        assertThat(out.resolve("data-000000.tar")).hasBinaryContent(first);
    }

    private void assertRefused(PackOptions options, String... parts) {
        assertThatThrownBy(() -> pack(options))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void both_parts_of_a_training_go_into_one_folder_and_keep_their_names() throws IOException {
        for (String part : List.of("train", "val")) {
            write(root.resolve("pets/" + part + "/cat/1.png"), png(part.equals("val") ? 1 : 2));
            write(root.resolve("pets/" + part + "/dog/1.png"), png(part.equals("val") ? 3 : 4));
            try (Dataset<ClassTarget> dataset = Datasets.open(
                    root.resolve("pets"), DatasetOptions.standard().withSplit(part))) {
                ShardPacker.pack(dataset, out, PackOptions.of(part), done -> {});
            }
        }
        try (TrainingSplits splits =
                TrainingSplits.open(out.toString(), DatasetOptions.standard(), "train", "validation")) {
            assertThat(splits.train().classNames()).containsExactly("cat", "dog");
            assertThat(splits.validation().classNames()).containsExactly("cat", "dog");
            assertThat(splits.validation().size()).isEqualTo(2);
            assertThat(className(splits.validation(), 1)).isEqualTo("dog");
        }
    }

    @Test
    void pixels_without_a_file_become_one() throws IOException {
        Picture picture = Picture.filled(3, 2, 7, 8, 9);
        try (Dataset<ClassTarget> dataset = InMemoryDataset.of(
                List.of("one"),
                List.of(new InMemoryDataset.Entry<>("digit", new Sample.Pixels(picture), new ClassTarget(0))))) {
            ShardPacker.pack(dataset, out, PackOptions.of("data"), done -> {});
        }
        try (Dataset<ClassTarget> packed = open(out)) {
            assertThat(packed.name(0)).isEqualTo("00000000_digit.png");
            assertThat(bytes(packed, 0)).startsWith(0x89, 'P', 'N', 'G');
        }
    }

    @Test
    void a_list_of_classes_that_does_not_fit_the_labels_changes_nothing() throws IOException {
        pack(PackOptions.of("data"));
        for (String other : List.of("{\"a\": 0}", "[\"a\", \"a\", \"b\"]", "[1, 2, 3]", "[\"only one\"]", "[", "")) {
            Files.writeString(out.resolve("classes.json"), other);
            try (Dataset<ClassTarget> packed = open(out)) {
                assertThat(packed.classNames()).as(other).containsExactly("0", "1", "2");
            }
        }
    }

    @Test
    void names_and_limits_that_make_no_shards_are_refused() {
        for (String name : List.of("", "a/b", "a.b", "ä")) {
            assertThatThrownBy(() -> PackOptions.of(name))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("cannot be called");
        }
        assertThatThrownBy(() -> PackOptions.of("a").withSamples(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> PackOptions.of("a").withMaxBytes(0)).hasMessageContaining("at least 1");
    }
}
