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
import io.metaformer4j.vision.data.UnavailableArchiveException;
import io.metaformer4j.vision.data.inspection.DatasetCheck;
import io.metaformer4j.vision.data.inspection.DatasetStatistics;
import io.metaformer4j.vision.data.pack.PackOptions;
import io.metaformer4j.vision.data.pack.ShardPacker;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shards on the web are the same data set as on disk. */
class HttpShardsTest {

    @TempDir
    Path root;

    private Path served;
    private ShardServer server;

    @BeforeEach
    void serve() throws IOException {
        served = Files.createDirectory(root.resolve("served"));
        server = new ShardServer(served);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void pack(String name, int pictures) throws IOException {
        for (int i = 0; i < pictures; i++) {
            Path folder = root.resolve(name).resolve(i % 2 == 0 ? "cat" : "dog");
            write(folder.resolve(i + ".png"), png(30, 20, i));
        }
        try (Dataset<ClassTarget> dataset = Datasets.open(root.resolve(name), DatasetOptions.standard())) {
            ShardPacker.pack(dataset, served, PackOptions.of(name).withSamples(4), done -> {});
        }
    }

    private Dataset<ClassTarget> open(String pattern) throws IOException {
        return Datasets.open(server.address(pattern), server.options(Optional.empty()));
    }

    private static void assertSame(Dataset<ClassTarget> web, Dataset<ClassTarget> disk) throws IOException {
        assertThat(web.notes()).isEmpty();
        assertThat(web.size()).isEqualTo(disk.size());
        assertThat(web.classNames()).isEqualTo(disk.classNames());
        assertThat(web.shards()).isEqualTo(disk.shards());
        for (int i = 0; i < disk.size(); i++) {
            assertThat(web.name(i)).isEqualTo(disk.name(i));
            assertThat(web.target(i)).isEqualTo(disk.target(i));
            assertThat(web.storedBytes(i)).isEqualTo(disk.storedBytes(i));
            assertThat(shade(web, i)).isEqualTo(shade(disk, i));
        }
    }

    @Test
    void contents_are_those_on_disk_by_the_index_and_by_the_headers() throws IOException {
        pack("data", 10);
        try (Dataset<ClassTarget> disk = Datasets.open(served, DatasetOptions.standard())) {
            try (Dataset<ClassTarget> web = open("data-{000000..000002}.tar")) {
                assertSame(web, disk);
                assertThat(web.origin(0)).startsWith(server.address("data-000000.tar!"));
            }
            for (int i = 0; i < 3; i++) {
                Files.delete(served.resolve("data-00000" + i + ".index.json"));
            }
            try (Dataset<ClassTarget> web = open("data-{000000..000002}.tar")) {
                assertSame(web, disk);
            }
        }
    }

    @Test
    void what_a_shard_holds_is_looked_for_once() throws IOException {
        pack("data", 10);
        for (int i = 0; i < 3; i++) {
            Files.delete(served.resolve("data-00000" + i + ".index.json"));
        }
        DatasetOptions options = server.options(Optional.of(root.resolve("indexes")));
        String pattern = server.address("data-{000000..000002}.tar");
        Datasets.open(pattern, options).close();
        List<String> before = server.requests();
        try (Dataset<ClassTarget> again =
                Datasets.open(pattern, server.options(Optional.of(root.resolve("indexes"))))) {
            assertThat(again.size()).isEqualTo(10);
            assertThat(shade(again, 3)).isEqualTo(6);
        }
        List<String> more =
                server.requests().subList(before.size(), server.requests().size());
        assertThat(more).filteredOn(path -> path.equals("/data-000001.tar")).hasSize(1);
        assertThat(more).noneMatch(path -> path.endsWith(".index.json"));

        // another archive of another size is looked through again
        Files.write(served.resolve("data-000001.tar"), tar(members("1.png", png(77), "1.cls", text("0"))));
        try (Dataset<ClassTarget> replaced =
                Datasets.open(pattern, server.options(Optional.of(root.resolve("indexes"))))) {
            assertThat(replaced.size()).isEqualTo(7);
            assertThat(shade(replaced, 4)).isEqualTo(77);
        }
    }

    /** A corrected label need not change the size. */
    @Test
    void what_was_kept_of_another_version_of_a_shard_is_not_taken() throws IOException {
        DatasetOptions options = server.options(Optional.of(root.resolve("indexes")));
        Path shard = served.resolve("x.tar");
        write(shard, tar(members("1.png", png(10), "1.cls", text("0"), "2.png", png(20), "2.cls", text("1"))));
        long size = Files.size(shard);
        try (Dataset<ClassTarget> dataset = Datasets.open(server.address("x.tar"), options)) {
            assertThat(dataset.target(0).label()).isZero();
        }
        write(shard, tar(members("1.png", png(10), "1.cls", text("1"), "2.png", png(20), "2.cls", text("0"))));
        assertThat(Files.size(shard)).isEqualTo(size);
        try (Dataset<ClassTarget> dataset =
                Datasets.open(server.address("x.tar"), server.options(Optional.of(root.resolve("indexes"))))) {
            assertThat(dataset.target(0).label()).isEqualTo(1);
            assertThat(dataset.target(1).label()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"200, text/html; charset=utf-8", "400, text/plain", "403, application/xml", "451, text/html"})
    void whatever_a_server_says_in_place_of_an_index_that_is_not_there_the_shard_is_read(int status, String type)
            throws IOException {
        write(
                served.resolve("x.tar"),
                tar(members("1.png", png(10), "1.cls", text("0"), "2.png", png(20), "2.cls", text("1"))));
        server.answerMissing(status, type);
        try (Dataset<ClassTarget> dataset = open("x.tar")) {
            assertThat(dataset.size()).isEqualTo(2);
            assertThat(dataset.notes()).noneMatch(note -> note.contains("index"));
            assertThat(shade(dataset, 1)).isEqualTo(20);
        }
    }

    @Test
    void a_server_that_fails_while_it_is_asked_for_an_index_ends_the_opening() throws IOException {
        write(served.resolve("x.tar"), tar(members("1.png", png(10), "1.cls", text("0"))));
        server.answerMissing(503, "text/html");
        assertThatThrownBy(() -> open("x.tar"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("x.index.json", "HTTP 503", "try again later");
    }

    @Test
    void a_shard_that_is_named_twice_is_read_once() throws IOException {
        pack("data", 8);
        try (Dataset<ClassTarget> dataset = open("data-00000{0,0,1,0}.tar")) {
            assertThat(dataset.size()).isEqualTo(8);
        }
    }

    @Test
    void a_pattern_of_several_parts_is_divided_by_them() throws IOException {
        pack("train", 6);
        pack("val", 4);
        String pattern = server.address("{train-{000000..000001},val-000000}.tar");
        try (TrainingSplits splits =
                TrainingSplits.open(pattern, server.options(Optional.empty()), "train", "validation")) {
            assertThat(splits.train().size()).isEqualTo(6);
            assertThat(splits.validation().size()).isEqualTo(4);
            assertThat(splits.notes()).noneMatch(note -> note.contains("training pictures"));
        }
        String onDisk =
                served.resolve("{train-{000000..000001},val-000000}.tar").toString();
        try (TrainingSplits splits = TrainingSplits.open(onDisk, DatasetOptions.standard(), "train", "validation")) {
            assertThat(splits.train().size()).isEqualTo(6);
            assertThat(splits.validation().size()).isEqualTo(4);
        }
        assertThatThrownBy(() ->
                        Datasets.open(pattern, server.options(Optional.empty()).withSplit("extra")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("none of 'extra'", "'train-000000'", "'val-000000'");
    }

    @Test
    void a_shard_that_is_not_there_is_named() throws IOException {
        pack("data", 4);
        assertThatThrownBy(() -> open("data-{000000..000001}.tar"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll(server.address("data-000001.tar"), "HTTP 404", "check the address");
    }

    @Test
    void a_server_that_is_gone_is_no_broken_picture() throws IOException {
        pack("data", 4);
        try (Dataset<ClassTarget> dataset = open("data-000000.tar")) {
            server.close();
            assertThatThrownBy(() -> dataset.sample(0, new ReadBuffer()))
                    .isInstanceOf(UnavailableArchiveException.class)
                    .hasMessageContainingAll("data-000000.tar", "times in a row", "try again later");
            assertThatThrownBy(() -> DatasetStatistics.of(dataset, ImageDecoder.standard(), 2, done -> {}))
                    .isInstanceOf(UnavailableArchiveException.class);
            DatasetCheck check = DatasetCheck.of(ImageDecoder.standard(), 2);
            assertThatThrownBy(() -> check.run(dataset, new DatasetCheck.Listener() {}))
                    .isInstanceOf(UnavailableArchiveException.class);
        }
    }

    @Test
    void addresses_of_something_else_and_programs_without_access_are_refused() {
        for (String address : List.of("https:///x.tar", "https://host/data", "https://host/x.tar.gz", "http://host")) {
            assertThatThrownBy(() -> Datasets.open(address, server.options(Optional.empty())))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("no address");
        }
        assertThatThrownBy(() -> Datasets.open("https://host/x y.tar", server.options(Optional.empty())))
                .hasMessageContainingAll("no address", "%20");
        assertThatThrownBy(() -> Datasets.open("https://host/x.tar", DatasetOptions.standard()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("lies on the web", "from disk only");
    }
}
