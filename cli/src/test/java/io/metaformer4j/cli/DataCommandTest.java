package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Data sets checked, measured and packed from the command line. */
class DataCommandTest {

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void writePictures() throws IOException {
        data = folder.resolve("data");
        for (int i = 0; i < 4; i++) {
            CommandFiles.png(data.resolve("train/cat/" + i + ".png"), 10 + i);
            CommandFiles.png(data.resolve("train/dog/" + i + ".png"), 110 + i);
            CommandFiles.png(data.resolve("val/cat/" + i + ".png"), 60 + i);
            CommandFiles.png(data.resolve("val/dog/" + i + ".png"), 160 + i);
        }
    }

    private static CommandResult run(String... arguments) {
        return CommandResult.of(arguments);
    }

    @Test
    void verify_of_sound_data_succeeds() {
        CommandResult result = run("data", "verify", data.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("16 pictures: 0 broken\n");
        assertThat(result.err()).contains("note: 16 pictures of 2 classes: cat, dog");
    }

    @Test
    void verify_names_what_is_broken_and_lists_the_files_to_remove() throws IOException {
        Path broken = data.resolve("train/dog/2.png");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 60));
        Path list = folder.resolve("broken.txt");
        CommandResult result =
                run("data", "verify", data.toString(), "--workers", "3", "--delete-list", list.toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("broken: train/dog/2.png: "))
                .anyMatch(line -> line.equals("16 pictures: 1 broken"));
        assertThat(result.err()).doesNotContain("metaformer: ");
        assertThat(Files.readAllLines(list)).containsExactly(broken.toRealPath().toString());
        JsonNode json = run("data", "verify", data.toString(), "--split", "train", "--json")
                .json();
        assertThat(json.get("pictures").asInt()).isEqualTo(8);
        assertThat(json.get("broken")).hasSize(1);
        assertThat(json.get("broken").get(0).get("class").asText()).isEqualTo("dog");
        assertThat(json.get("duplicates").isNull()).isTrue();
        assertThat(run("data", "verify", data.toString(), "--split", "val").code())
                .isZero();
    }

    /** Whoever feeds the list to a command that removes files would remove another one. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_name_with_a_line_break_is_not_listed() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "x");
        Path odd = data.resolve("train/dog/a\n" + precious.getFileName() + ".png");
        Files.write(odd, new byte[] {1});
        Path list = folder.resolve("broken.txt");
        CommandResult result = run("data", "verify", data.toString(), "--delete-list", list.toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("broken: train/dog/a\\nprecious.png");
        assertThat(result.err()).contains("note: 1 broken picture is not in the list");
        assertThat(list).isEmptyFile();
    }

    @Test
    void verify_finds_duplicates_and_classes_that_contradict_each_other() throws IOException {
        Files.copy(data.resolve("train/cat/0.png"), data.resolve("train/dog/copy.png"));
        Files.copy(data.resolve("train/cat/1.png"), data.resolve("val/cat/copy.png"));
        CommandResult result = run("data", "verify", data.toString(), "--duplicates");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines())
                .containsExactly(
                        "duplicate in another class: train/dog/copy.png is the same file as train/cat/0.png (dog, cat)",
                        "duplicate: val/cat/copy.png is the same file as train/cat/1.png",
                        "18 pictures: 0 broken, 2 duplicates (1 in another class)");
        JsonNode json =
                run("data", "verify", data.toString(), "--duplicates", "--json").json();
        assertThat(json.get("duplicates")).hasSize(2);
        assertThat(json.get("duplicates").get(0).get("same_as_class").asText()).isEqualTo("cat");
    }

    @Test
    void stats_prints_tables_or_one_document() throws IOException {
        CommandFiles.png(data.resolve("train/dog/4.png"), 114);
        Files.write(data.resolve("train/dog/5.png"), new byte[] {1});
        CommandResult table = run("data", "stats", data.toString(), "--split", "train", "--workers", "2");
        assertThat(table.code()).as(table.err()).isZero();
        assertThat(table.out())
                .contains("10 pictures of 2 classes; the smallest is cat (4), the largest dog (6)")
                .containsPattern("width +32 +32 +32")
                .containsPattern("red +0\\.\\d{6} +0\\.\\d{6}");
        assertThat(table.err()).contains("1 of the 10 pictures could not be decoded");
        JsonNode json = run("data", "stats", data.toString(), "--split", "train", "--json")
                .json();
        assertThat(json.get("classes").get(1).get("pictures").asInt()).isEqualTo(6);
        assertThat(json.get("pixels").asLong()).isEqualTo(9 * 32 * 32);
        double mean = (10 + 11 + 12 + 13 + 110 + 111 + 112 + 113 + 114) / 9.0 / 255;
        assertThat(json.get("mean").get(2).asDouble()).isBetween(mean - 1e-15, mean + 1e-15);
        assertThat(json.get("broken").asInt()).isEqualTo(1);
    }

    @Test
    void packed_data_are_validated_like_the_folder() throws IOException {
        Path out = folder.resolve("shards");
        CommandResult packed = run(
                "data", "pack", data.toString(), out.toString(), "--split", "val", "--samples", "3", "--shuffle", "7");
        assertThat(packed.code()).as(packed.err()).isZero();
        assertThat(packed.out()).isEqualTo("8 pictures in 3 shards: " + out.resolve("val-{000000..000002}.tar") + "\n");
        JsonNode again = run(
                        "data",
                        "pack",
                        data.toString(),
                        out.toString(),
                        "--split",
                        "val",
                        "--samples",
                        "3",
                        "--shuffle",
                        "7",
                        "--json")
                .json();
        assertThat(again.get("kept").asInt()).isEqualTo(3);
        JsonNode folderFigures =
                run("validate", data.toString(), "--split", "val", "--json").json();
        JsonNode shardFigures =
                run("validate", out.toString(), "--split", "val", "--json").json();
        assertThat(shardFigures.get("images")).isEqualTo(folderFigures.get("images"));
        assertThat(shardFigures.get("top1")).isEqualTo(folderFigures.get("top1"));
        CommandResult other = run("data", "pack", data.toString(), out.toString(), "--split", "val");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("val-000000.tar", "remove the old shards");
    }

    @Test
    void what_makes_no_sense_is_wrong_usage() {
        String out = folder.resolve("out").toString();
        for (String[] command : new String[][] {
            {"data"},
            {"data", "verify"},
            {"data", "verfy", data.toString()},
            {"data", "verify", data.toString(), "--workers", "0"},
            {"data", "stats", data.toString(), "--delete-list", out},
            {"data", "pack", data.toString()},
            {"data", "pack", data.toString(), out, "--name", "a.b"},
            {"data", "pack", data.toString(), out, "--samples", "0"},
            {"data", "pack", data.toString(), out, "--shard-size", "0"},
            {"data", "pack", data.toString(), out, "--shard-size", "5 elephants"},
            {"data", "pack", data.toString(), out, "--samples", "5", "--shard-size", "1MB"},
            {"data", "pack", data.toString(), data.toString()},
            {"data", "pack", data.toString(), data.resolve("x/../y").toString()},
        }) {
            CommandResult result = run(command);
            assertThat(result.code()).as(String.join(" ", command)).isEqualTo(2);
            assertThat(result.err().lines()).as(result.err()).hasSize(1);
            assertThat(result.out()).isEmpty();
        }
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(run("data", "verify", out).err()).contains("does not exist");
    }

    @Test
    void sizes_of_shards_are_written_with_or_without_a_unit() throws IOException {
        Path out = folder.resolve("shards");
        String[] command = {"data", "pack", data.toString(), out.toString(), "--shard-size"};
        for (String size : List.of("10000", "10kB", "10 k")) {
            String[] whole = Arrays.copyOf(command, command.length + 1);
            whole[command.length] = size;
            CommandResult result = run(whole);
            assertThat(result.code()).as(size + result.err()).isZero();
            assertThat(result.out()).contains("16 pictures in 4 shards", "data-{000000..000003}.tar");
        }
    }
}
