package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.members;
import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.shade;
import static io.metaformer4j.vision.data.TestFiles.tar;
import static io.metaformer4j.vision.data.TestFiles.text;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.archive.ArchiveListing;
import io.metaformer4j.vision.data.archive.ShardIndex;
import io.metaformer4j.vision.data.pack.PackOptions;
import io.metaformer4j.vision.data.pack.ShardPacker;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards that are opened by the indexes beside them are the same data set as without. */
class ShardIndexedDatasetTest {

    @TempDir
    Path root;

    private static Dataset<ClassTarget> open(Path path) throws IOException {
        return Datasets.open(path, DatasetOptions.standard());
    }

    private Path packed() throws IOException {
        for (int i = 0; i < 10; i++) {
            write(root.resolve("pets/" + (i % 2 == 0 ? "cat" : "dog") + "/odd name." + i + ".png"), png(5 + i, 4, i));
        }
        Path out = root.resolve("out");
        try (Dataset<ClassTarget> pets = open(root.resolve("pets"))) {
            ShardPacker.pack(pets, out, PackOptions.of("data").withSamples(4), done -> {});
        }
        return out;
    }

    @Test
    void samples_names_labels_and_places_are_those_that_the_headers_say() throws IOException {
        Path out = packed();
        Path bare = Files.createDirectory(root.resolve("bare"));
        for (String file : new String[] {"data-000000.tar", "data-000001.tar", "data-000002.tar", "classes.json"}) {
            Files.copy(out.resolve(file), bare.resolve(file));
        }
        try (Dataset<ClassTarget> indexed = open(out);
                Dataset<ClassTarget> read = open(bare)) {
            assertThat(indexed.notes()).isEmpty();
            assertThat(indexed.size()).isEqualTo(read.size()).isEqualTo(10);
            assertThat(indexed.classNames()).isEqualTo(read.classNames());
            assertThat(indexed.shards()).containsExactly(0, 4, 8).isEqualTo(read.shards());
            for (int i = 0; i < indexed.size(); i++) {
                assertThat(indexed.name(i)).isEqualTo(read.name(i));
                assertThat(indexed.target(i)).isEqualTo(read.target(i));
                assertThat(indexed.storedBytes(i)).isEqualTo(read.storedBytes(i));
                assertThat(indexed.origin(i).replace("out", "bare")).isEqualTo(read.origin(i));
                assertThat(shade(indexed, i)).isEqualTo(shade(read, i));
            }
        }
    }

    @Test
    void an_index_of_another_archive_is_passed_over_and_noted() throws IOException {
        Path out = packed();
        Files.writeString(out.resolve("data-000001.index.json"), "{}");
        try (Dataset<ClassTarget> dataset = open(out)) {
            assertThat(dataset.size()).isEqualTo(10);
            assertThat(dataset.notes())
                    .singleElement()
                    .asString()
                    .contains("'data-000001.index.json' is no index", "passed over");
        }
    }

    /** With a corrected label a shard may have the size that it had. */
    @Test
    void an_index_that_is_older_than_its_archive_is_passed_over_noted_and_renewed_by_packing() throws IOException {
        Path out = packed();
        Path index = out.resolve("data-000001.index.json");
        Files.setLastModifiedTime(index, FileTime.fromMillis(1_000_000_000_000L));
        try (Dataset<ClassTarget> dataset = open(out)) {
            assertThat(dataset.size()).isEqualTo(10);
            assertThat(dataset.notes())
                    .singleElement()
                    .asString()
                    .contains("'data-000001.index.json' is older than archive", "passed over", "touch");
        }
        packed();
        try (Dataset<ClassTarget> dataset = open(out)) {
            assertThat(dataset.notes()).isEmpty();
        }
    }

    @Test
    void pictures_that_lie_elsewhere_than_the_index_says_are_refused() throws IOException {
        Path shard = write(
                root.resolve("data.tar"),
                tar(members("1.png", png(4, 4, 1), "1.cls", text("0"), "2.png", png(90, 7, 2))));
        ArchiveListing listing = new ArchiveListing();
        listing.add("2.png", 512, 20);
        listing.labels().add("0");
        Files.write(root.resolve("data.index.json"), ShardIndex.write(listing, Files.size(shard)));
        try (Dataset<ClassTarget> dataset = open(shard)) {
            assertThatThrownBy(() -> dataset.sample(0, new ReadBuffer()))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("data.tar", "something else than its index", "remove 'data.index.json'");
        }
    }

    @Test
    void an_index_of_a_plain_archive_keeps_its_folders() throws IOException {
        Path archive = write(
                root.resolve("plain.tar"), tar(members("cat/1.png", png(1), "dog/1.png", png(2), "x.md", text("x"))));
        try (Dataset<ClassTarget> read = open(archive)) {
            ArchiveListing listing = new ArchiveListing();
            for (int i = 0; i < read.size(); i++) {
                String origin = read.origin(i);
                listing.add(
                        read.name(i), Long.parseLong(origin.substring(origin.indexOf('!') + 1)), read.storedBytes(i));
                listing.labels().addMark(ArchiveListing.UNLABELLED);
            }
            Files.write(root.resolve("plain.index.json"), ShardIndex.write(listing, Files.size(archive)));
            try (Dataset<ClassTarget> indexed = open(archive)) {
                assertThat(indexed.classNames()).containsExactly("cat", "dog");
                assertThat(indexed.name(1)).isEqualTo("dog/1.png");
                assertThat(shade(indexed, 1)).isEqualTo(2);
            }
        }
    }

    /** By the lengths of the arrays: 4 bytes each for where a name ends, its folder, its block, its size and its label. */
    @Test
    void a_picture_in_a_shard_takes_20_bytes_and_its_name() throws IOException {
        int shards = 200;
        int each = 1000;
        for (int i = 0; i < shards; i++) {
            ArchiveListing listing = new ArchiveListing();
            for (int j = 0; j < each; j++) {
                listing.add(
                        String.format(Locale.ROOT, "%08d_n01440764_%05d.jpg", i * each + j, j), 512L + 1536L * j, 512);
                listing.labels().add(Integer.toString(j));
            }
            String name = String.format(Locale.ROOT, "train-%06d", i);
            long bytes = 1536L * each + 1024;
            try (RandomAccessFile shard =
                    new RandomAccessFile(root.resolve(name + ".tar").toFile(), "rw")) {
                shard.setLength(bytes);
            }
            Files.write(root.resolve(name + ".index.json"), ShardIndex.write(listing, bytes));
        }
        int nameBytes = "00000017_n01440764_10026.jpg".length();
        try (Dataset<ClassTarget> dataset = open(root)) {
            assertThat(dataset.size()).isEqualTo(shards * each);
            assertThat(dataset.shards()).hasSize(shards);
            assertThat((double) dataset.indexBytes() / dataset.size()).isBetween(nameBytes + 20.0, nameBytes + 21.0);
        }
    }
}
