package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code metaformer invariance} measures, prints and writes. */
class InvarianceCommandTest {

    @TempDir
    private Path folder;

    private String data;

    @BeforeEach
    void writePictures() throws IOException {
        for (int i = 0; i < 3; i++) {
            TwoColours.picture(folder.resolve("data/warm/" + i + ".png"), 0, i);
            TwoColours.picture(folder.resolve("data/cold/" + i + ".png"), 2, i);
        }
        data = folder.resolve("data").toString();
    }

    private static CommandResult run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("invariance"));
        all.addAll(List.of(arguments));
        return CommandResult.of(all.toArray(String[]::new));
    }

    @Test
    void two_models_are_compared_in_json_csv_and_a_page() throws IOException {
        String model = CommandFiles.embeddedModel(folder).toString();
        Path json = folder.resolve("out.json");
        Path csv = folder.resolve("out.csv");
        Path html = folder.resolve("out.html");

        CommandResult result = run(
                data,
                "--model",
                "embedded",
                "--model",
                model,
                "--transform",
                "rotation:90,flip:horizontal,rotation:15,corruption:contrast:5",
                "--output",
                json.toString(),
                "--csv",
                csv.toString(),
                "--html",
                html.toString());

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("rotation:90", "flip:horizontal", "class separation", "stage 2");
        assertThat(result.out().lines())
                .filteredOn(line -> line.startsWith("flip:horizontal "))
                .isNotEmpty();
        JsonNode document = new ObjectMapper().readTree(json.toFile());
        assertThat(document.get("models")).hasSize(2);
        JsonNode embedded = document.get("models").get(0);
        assertThat(embedded.get("images").asInt()).isEqualTo(6);
        assertThat(embedded.get("summary").get("classes").asInt()).isEqualTo(2);
        JsonNode stage = embedded.get("figures").get("rotation:90").get("stage0");
        assertThat(stage.get("equivariance_error").get("mean").asDouble()).isPositive();
        assertThat(stage.get("interpolation_error").get("mean").asDouble()).isZero();
        assertThat(embedded.get("figures")
                        .get("rotation:15")
                        .get("stage0")
                        .get("interpolation_error")
                        .get("mean")
                        .asDouble())
                .isPositive();
        assertThat(document.get("models").get(1).get("summary")).isEqualTo(embedded.get("summary"));
        // 4 separations, nearest mean and top-1; of each transformation 4 of each stage, 2 pooled, 4 predictions
        assertThat(Files.readAllLines(csv))
                .hasSize(1 + 2 * (6 + 4 * 18))
                .first()
                .isEqualTo("model,transformation,place,measure,mean,std,count");
        assertThat(html)
                .content()
                .contains("<svg", "rotation:90", "Invariance and accuracy")
                .doesNotContain("NaN");
    }

    @Test
    void a_folder_without_classes_tells_no_accuracy() throws IOException {
        CommandResult result = run(folder.resolve("data/warm").toString(), "--transform", "flip:vertical", "--json");

        assertThat(result.code()).as(result.err()).isZero();
        JsonNode model = result.json().get("models").get(0);
        assertThat(model.get("images").asInt()).isEqualTo(3);
        assertThat(model.get("summary").get("top1").isNull()).isTrue();
        assertThat(model.get("summary").get("consistency").asDouble()).isBetween(0.0, 100.0);
        CommandResult map = run(folder.resolve("data/warm").toString(), "--class-map", "classes.txt");
        assertThat(map.code()).isEqualTo(2);
        assertThat(map.err()).contains("--class-map means nothing");
    }

    @Test
    void labels_may_be_left_out_and_classes_thinned() throws IOException {
        JsonNode unlabelled = run(data, "--without-labels", "--transform", "flip:vertical", "--json")
                .json();
        assertThat(unlabelled
                        .get("models")
                        .get(0)
                        .get("summary")
                        .get("class_separation")
                        .isNull())
                .isTrue();

        String[] limited = {data, "--limit", "1", "--seed", "7", "--transform", "flip:vertical", "--json"};
        CommandResult thinned = run(limited);
        assertThat(thinned.json().get("models").get(0).get("images").asInt()).isEqualTo(2);
        assertThat(run(limited).out()).isEqualTo(thinned.out());
    }

    @Test
    void broken_pictures_are_left_out_and_named_if_that_is_wanted() throws IOException {
        Files.write(folder.resolve("data/warm/broken.png"), new byte[] {1, 2, 3});

        CommandResult refused = run(data, "--transform", "flip:vertical");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("broken.png", "--skip-broken");
        CommandResult skipped = run(data, "--transform", "flip:vertical", "--skip-broken");
        assertThat(skipped.code()).as(skipped.err()).isZero();
        assertThat(skipped.out()).contains("6 pictures, 1 left out, first ", "broken.png");
    }

    @Test
    void options_that_would_change_nothing_are_refused() {
        CommandResult split = run(folder.resolve("data/warm").toString(), "--split", "train");
        assertThat(split.code()).isEqualTo(2);
        assertThat(split.err()).contains("no class folders", "--split means nothing");
        CommandResult map = run(data, "--class-map", "classes.txt", "--without-labels");
        assertThat(map.code()).isEqualTo(2);
        assertThat(map.err()).contains("--class-map", "--without-labels", "leave one out");
    }

    @Test
    void a_wrong_model_is_found_before_the_first_is_measured() {
        String missing = folder.resolve("no-such/model.json").toString();
        CommandResult result = run(data, "--model", "embedded", "--model", missing, "--transform", "flip:vertical");

        assertThat(result.code()).isNotZero();
        assertThat(result.err().lines()).as(result.err()).hasSize(1); // no note about the pictures before it
        assertThat(result.err()).contains("no-such");
    }

    @Test
    void what_was_measured_is_kept_where_a_later_model_fails() throws IOException {
        Path model = CommandFiles.embeddedModel(folder);
        Files.delete(model.resolveSibling("model.safetensors"));
        Path csv = folder.resolve("out.csv");
        CommandResult result =
                run(data, "--model", "embedded," + model, "--transform", "flip:vertical", "--csv", csv.toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("has no weights beside it");
        assertThat(Files.readAllLines(csv).subList(1, 1 + 6 + 18)).allMatch(line -> line.startsWith("embedded,"));
    }

    @Test
    void the_description_in_a_models_folder_is_kept() throws IOException {
        Path model = CommandFiles.embeddedModel(folder);
        CommandResult result = run(data, "--model", model.getParent().toString(), "--output", model.toString());

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("would replace --model");
    }

    @Test
    void the_standard_transformations_are_measured_where_none_are_named() throws IOException {
        CommandResult result = run(data, "--limit", "1", "--transform", "rotation:45, default", "--json");

        assertThat(result.code()).as(result.err()).isZero();
        JsonNode figures = result.json().get("models").get(0).get("figures");
        assertThat(figures).hasSize(1 + 14 + 1); // with those of the pictures as they are
        assertThat(figures.has("rotation:45")).isTrue();
        assertThat(figures.has("corruption:jpeg_compression:3")).isTrue();
    }

    @Test
    void wrong_usage_is_a_sentence() {
        String file = folder.resolve("same").toString();
        for (String[] wrong : new String[][] {
            {data, "--transform", "spin:90"},
            {data, "--transform", "rotation:400"},
            {data, "--transform", "corruption:frog:1"},
            {data, "--limit", "0"},
            {data, "--csv", file, "--output", file},
            {},
        }) {
            CommandResult result = run(wrong);
            assertThat(result.code()).as(String.join(" ", wrong)).isNotZero();
            assertThat(result.err().lines()).as(result.err()).hasSize(1);
        }
        assertThat(run(data, "--transform", "spin:90").code()).isEqualTo(2);
        assertThat(run(data, "--transform", "spin:90").err()).contains("rotation:DEGREES");
    }
}
