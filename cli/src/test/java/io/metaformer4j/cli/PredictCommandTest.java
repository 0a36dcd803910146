package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many pictures in, a table out. */
class PredictCommandTest {

    @TempDir
    private Path folder;

    private Path photos;

    @BeforeEach
    void writePictures() throws IOException {
        photos = folder.resolve("photos");
        CommandFiles.copy(CommandFiles.photograph(folder, "cat.jpg"), photos.resolve("a/cat.jpg"));
        CommandFiles.copy(CommandFiles.photograph(folder, "dog.jpg"), photos.resolve("b/dog.jpg"));
    }

    private static CommandResult run(Object... arguments) {
        return CommandResult.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }

    private void writeBroken() throws IOException {
        Files.write(photos.resolve("b/broken.jpg"), new byte[] {1, 2, 3});
    }

    @Test
    void predict_writes_what_classify_says() throws IOException {
        Path output = folder.resolve("out.json");
        CommandResult result = run("predict", photos, "--output", output, "--topk", 3, "--include-index", "--fullname");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("2 pictures");
        JsonNode rows = new ObjectMapper().readTree(output.toFile());
        JsonNode classified =
                run("classify", photos, "--topk", 3, "--json").json().get("results");
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).get("filename").asText()).isEqualTo("a/cat.jpg");
        for (int picture = 0; picture < 2; picture++) {
            for (int place = 0; place < 3; place++) {
                JsonNode expected = classified.get(picture).get("predictions").get(place);
                JsonNode row = rows.get(picture);
                assertThat(row.get("label").get(place).asText())
                        .isEqualTo(expected.get("label").asText());
                assertThat(row.get("index").get(place).asInt())
                        .isEqualTo(expected.get("index").asInt());
                // batches of other sizes sum in another order, in float32
                assertThat(row.get("prob").get(place).asDouble())
                        .isCloseTo(expected.get("probability").asDouble(), within(1e-4));
            }
        }
    }

    @Test
    void columns_have_the_names_that_are_asked_for() throws IOException {
        Path output = folder.resolve("out.csv");
        CommandResult result = run(
                "predict",
                photos,
                "--output",
                output,
                "--topk",
                2,
                "--results-separate-col",
                "--skip-broken",
                "--filename-col",
                "file",
                "--label-col",
                "class",
                "--output-type",
                "logit",
                "--output-col",
                "score");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Files.readAllLines(output).get(0)).isEqualTo("file,class_0,class_1,score_0,score_1");
        assertThat(Files.readAllLines(output).get(1)).startsWith("cat.jpg,cat,");
    }

    @Test
    void features_stand_in_columns_of_csv_and_in_a_list_of_json() throws IOException {
        Path csv = folder.resolve("out.csv");
        CommandResult columns =
                run("predict", photos, "--output", csv, "--features", "--exclude-output", "--label-type", "none");
        assertThat(columns.code()).as(columns.err()).isZero();
        List<String> heading = List.of(Files.readAllLines(csv).get(0).split(",", -1));
        assertThat(heading).startsWith("filename", "feature_0", "feature_1").endsWith("error");

        Path records = folder.resolve("out.json");
        CommandResult list = run("predict", photos, "--output", records, "--features");
        assertThat(list.code()).as(list.err()).isZero();
        JsonNode row = new ObjectMapper().readTree(records.toFile()).get(0);
        assertThat(row.get("label").asText()).isEqualTo("cat");
        assertThat(row.get("features")).hasSize(heading.size() - 2);
        List<String> cells = List.of(Files.readAllLines(csv).get(1).split(",", -1));
        assertThat(Double.parseDouble(cells.get(1)))
                .isEqualTo(row.get("features").get(0).asDouble());
    }

    @Test
    void a_broken_picture_has_a_row_unless_such_are_left_out() throws IOException {
        writeBroken();
        Path output = folder.resolve("out.csv");
        CommandResult reported = run("predict", photos, "--output", output, "--json");
        assertThat(reported.code()).isEqualTo(1);
        assertThat(reported.json().get("broken").asInt()).isEqualTo(1);
        assertThat(Files.readAllLines(output)).hasSize(4).element(2).asString().startsWith("broken.jpg,,,");
        CommandResult skipped = run("predict", photos, "--output", output, "--skip-broken");
        assertThat(skipped.code()).as(skipped.err()).isZero();
        assertThat(Files.readAllLines(output)).hasSize(3).element(0).isEqualTo("filename,label,prob");
    }

    @Test
    void a_list_has_its_own_order() throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "photos/b/dog.jpg\nphotos/a/cat.jpg\n");
        Path output = folder.resolve("out.jsonl");
        CommandResult result = run("predict", list, "--output", output);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Files.readAllLines(output)).hasSize(2).element(0).asString().contains("\"dog.jpg\"");
    }

    @Test
    void what_was_begun_is_gone_on_with_on_request_only() throws IOException {
        Path output = folder.resolve("out.csv");
        assertThat(run("predict", photos, "--output", output, "--resume").code())
                .isZero();
        Files.writeString(folder.resolve("out.csv.partial"), "something");
        CommandResult refused = run("predict", photos, "--output", output);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("was begun before").contains("(--resume)");
        CommandResult unknown = run("predict", photos, "--output", output, "--resume");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("not known what is in it");
    }

    @Test
    void options_that_mean_nothing_together_are_wrong_usage() {
        Path output = folder.resolve("out.csv");
        for (List<Object> wrong : List.<List<Object>>of(
                List.of("--topk", 0, "--include-index"),
                List.of("--topk", 0, "--label-type", "name"),
                List.of("--exclude-output", "--label-type", "none"),
                List.of("--exclude-output", "--output-col", "x"),
                List.of("--exclude-output", "--output-type", "prob"),
                List.of("--label-type", "none", "--label-col", "x"),
                List.of("--index-col", "x"),
                List.of("--results-format", "xml"))) {
            Object[] arguments = new Object[4 + wrong.size()];
            System.arraycopy(new Object[] {"predict", photos, "--output", output}, 0, arguments, 0, 4);
            System.arraycopy(wrong.toArray(), 0, arguments, 4, wrong.size());
            CommandResult result = run(arguments);
            assertThat(result.code()).as(wrong + result.err()).isEqualTo(2);
            assertThat(result.err().lines()).hasSize(1);
        }
        assertThat(run("predict", photos, "--output", folder.resolve("out.xyz")).err())
                .contains("--results-format");
    }

    @Test
    void without_its_library_parquet_is_refused_before_any_work() {
        assumeThat(DriverManager.drivers().map(driver -> driver.getClass().getName()))
                .noneMatch(name -> name.contains("duckdb"));
        Path output = folder.resolve("out.parquet");
        CommandResult result = run("predict", photos, "--output", output);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("-Pparquet");
        assertThat(folder.resolve("out.parquet.partial")).doesNotExist();
    }
}
