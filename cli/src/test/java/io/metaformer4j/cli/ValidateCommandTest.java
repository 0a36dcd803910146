package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;

/** What {@code validate} measures and writes beyond accuracy, and of several models. */
class ValidateCommandTest {

    @TempDir
    private Path folder;

    private String data;

    /** A cat and a jet that are recognised, and plain pictures that show nothing. */
    @BeforeEach
    void lay_out_the_pictures() throws IOException {
        Path root = folder.resolve("data");
        CommandFiles.copy(CommandFiles.photograph(folder, "cat.jpg"), root.resolve("cat/a.jpg"));
        CommandFiles.copy(CommandFiles.photograph(folder, "jet.jpg"), root.resolve("airplane/b.jpg"));
        CommandFiles.png(root.resolve("dog/c.png"), 60);
        CommandFiles.png(root.resolve("frog/d.png"), 60); // equal pictures, of which one answer is wrong
        data = root.toString();
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    private static List<String> texts(Path page, String path) throws Exception {
        NodeList found = (NodeList) XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        path,
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(page.toFile()),
                        XPathConstants.NODESET);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> found.item(i).getTextContent())
                .toList();
    }

    @Test
    void one_model_is_measured_from_all_sides() throws Exception {
        CommandResult result = CommandResult.of(
                "validate",
                data,
                "--json",
                "--tta",
                "ten",
                "--tta-average",
                "probabilities",
                "--crop-pct",
                "0.8",
                "--temperature-scaling",
                "--calibration-bins",
                "5",
                "--confusion-matrix",
                out("matrix.csv"),
                "--class-report",
                out("classes.csv"),
                "--html",
                out("page.html"),
                "--results-file",
                out("table.csv"));
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode figures = result.json();
        assertThat(figures.get("tta").asText()).isEqualTo("ten");
        assertThat(figures.get("images").asInt()).isEqualTo(4);
        assertThat(figures.get("calibration").get("images").asInt()).isEqualTo(4);
        assertThat(figures.get("calibration").get("bins")).hasSize(5);
        assertThat(figures.get("calibration").get("accuracy").asDouble())
                .isEqualTo(figures.get("top1").asDouble() / 100);
        assertThat(figures.get("temperature_scaling").get("fitted_images").asInt())
                .isEqualTo(2);
        assertThat(figures.get("temperature_scaling").get("separate_images").asBoolean())
                .isTrue();
        assertThat(Files.readAllLines(folder.resolve("matrix.csv"))).hasSize(11);
        assertThat(Files.readAllLines(folder.resolve("classes.csv"))).hasSize(11);
        assertThat(Files.readAllLines(folder.resolve("table.csv")))
                .hasSize(2)
                .element(1)
                .asString()
                .startsWith("embedded,")
                .endsWith(",56,0.8,bicubic");
    }

    @Test
    void the_page_shows_the_mistakes_with_what_speaks_for_them() throws Exception {
        CommandResult result = CommandResult.of("validate", data, "--html", out("page.html"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("calibration: ECE");
        Path page = folder.resolve("page.html");
        assertThat(texts(page, "//h1")).containsExactly("convformer_cifar10");
        assertThat(texts(page, "//p[@class='lead']")).containsExactly("measured on data");
        assertThat(texts(page, "//script | //link | //a | //iframe")).isEmpty();
        List<String> wrong = texts(page, "//figure[@class='wrong']//small");
        assertThat(wrong).isNotEmpty().anyMatch(name -> name.endsWith("c.png") || name.endsWith("d.png"));
        // what speaks for the answer, and what speaks for the class
        assertThat(texts(page, "//figure[@class='wrong']/div[@class='map']")).hasSize(2 * wrong.size());
        assertThat(texts(page, "//figure[@class='right']/div[@class='map']"))
                .hasSameSizeAs(texts(page, "//figure[@class='right']"));
        assertThat(texts(page, "//*[@class='chart-title']"))
                .containsExactly("Accuracy by confidence", "Pictures by confidence");
        assertThat(Files.readString(page)).doesNotContain(folder.toString());
    }

    @Test
    void several_models_stand_side_by_side_and_one_that_fails_does_not_stop_the_others() throws IOException {
        Path copy = CommandFiles.embeddedModel(folder);
        Path bare = Files.createDirectory(folder.resolve("bare"));
        Files.copy(copy, bare.resolve("model.json"));
        CommandResult result = CommandResult.of(
                "validate",
                data,
                "--model",
                bare + ",embedded",
                "--model",
                copy.toString(),
                "--class-report",
                out("classes.csv"),
                "--results",
                out("results.json"),
                "--results-file",
                out("table.csv"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("metaformer: " + bare + ": ", "has no weights beside it");
        assertThat(result.out()).contains("embedded", copy.toString(), "params");
        JsonNode list =
                new ObjectMapper().readTree(folder.resolve("results.json").toFile());
        assertThat(list).hasSize(3);
        assertThat(list.get(0).get("top1")).isEqualTo(list.get(1).get("top1"));
        assertThat(list.get(2).get("model").asText()).isEqualTo(bare.toString());
        assertThat(list.get(2).get("error").asText()).contains("has no weights");
        List<String> table = Files.readAllLines(folder.resolve("table.csv"));
        assertThat(table).hasSize(3);
        assertThat(table.get(1)).startsWith("embedded,");
        assertThat(table.get(2)).startsWith(copy + ",");
        assertThat(folder.resolve("classes.embedded.csv")).exists();
        assertThat(folder.resolve("classes.csv")).doesNotExist();
    }

    @Test
    void figures_are_known_whatever_becomes_of_the_files_about_them() throws IOException {
        assumeThat(Path.of("/dev/full")).exists();
        CommandResult result = CommandResult.of(
                "validate",
                data,
                "--html",
                "/dev/full",
                "--results",
                out("results.json"),
                "--results-file",
                out("t.csv"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("top-1 ", "calibration: ECE");
        JsonNode figures =
                new ObjectMapper().readTree(folder.resolve("results.json").toFile());
        assertThat(figures.get("images").asInt()).isEqualTo(4);
        assertThat(Files.readAllLines(folder.resolve("t.csv"))).hasSize(2);
    }

    @Test
    void a_temperature_that_cannot_be_found_is_refused_before_anything_is_measured() {
        CommandResult result = CommandResult.of(
                "validate", data, "--temperature-scaling", "--fit-share", "0.1", "--predictions", out("answers.csv"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("of 4 pictures, 0 are for finding the temperature");
        assertThat(result.out()).isEmpty();
        assertThat(folder.resolve("answers.csv")).doesNotExist();
    }

    @Test
    void a_temperature_at_the_end_of_its_range_is_said_to_be_one() throws IOException {
        Files.delete(folder.resolve("data/dog/c.png"));
        Files.delete(folder.resolve("data/frog/d.png"));
        CommandResult result = CommandResult.of("validate", data, "--temperature-scaling", "--fit-share", "1");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("top-1 100.000", "temperature 0.0100", "may lie beyond this one");
        CommandFiles.png(folder.resolve("data/dog/c.png"), 60);
        CommandFiles.png(folder.resolve("data/frog/d.png"), 60);
        assertThat(CommandResult.of("validate", data, "--temperature-scaling", "--fit-share", "1")
                        .out())
                .contains("temperature ")
                .doesNotContain("may lie beyond");
    }

    @Test
    void options_that_mean_nothing_are_wrong_usage() {
        for (String[] wrong : new String[][] {
            {"--fit-share", "0.3"},
            {"--tta-average", "logits"},
            {"--tta", "three"},
            {"--temperature-scaling", "--fit-share", "0"},
            {"--calibration-bins", "0"},
            {"--model", "embedded,,embedded"},
            {"--model", ""},
            {"--model", out("x/m") + ",embedded," + out("x_m"), "--html", out("page.html")},
            {"--model", "embedded", "--weights", "random", "--weights", "random"},
            {"--html", out("one"), "--class-report", out("one")},
        }) {
            String[] arguments = new String[wrong.length + 2];
            arguments[0] = "validate";
            arguments[1] = data;
            System.arraycopy(wrong, 0, arguments, 2, wrong.length);
            CommandResult result = CommandResult.of(arguments);
            assertThat(result.code()).as(Arrays.toString(wrong)).isEqualTo(2);
            assertThat(result.err().lines()).as(Arrays.toString(wrong)).hasSize(1);
        }
    }

    @Test
    void data_that_there_are_not_are_told_once_and_before_models_are_loaded() {
        CommandResult result = CommandResult.of("validate", out("none"), "--model", "embedded," + out("also/none"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err().lines()).singleElement().asString().contains("does not exist");
    }

    @Test
    void a_model_that_there_is_not_is_refused_before_anything_is_measured() {
        CommandResult result = CommandResult.of("validate", data, "--model", "embedded,caformer_s19");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("caformer_s18");
    }
}
