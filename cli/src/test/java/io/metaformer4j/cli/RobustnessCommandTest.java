package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metaformer4j.evaluation.Classifier;
import io.metaformer4j.evaluation.Prediction;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tiny benchmarks whose folders are called as a class map says, measured with the embedded model. */
class RobustnessCommandTest {

    @TempDir
    private Path folder;

    private int pictures;

    @BeforeEach
    void writeBenchmarks() throws IOException {
        StringBuilder map = new StringBuilder("{");
        for (int label = 0; label < 10; label++) {
            map.append(label == 0 ? "" : ", ")
                    .append("\"n0")
                    .append(label)
                    .append("\": ")
                    .append(label);
        }
        Files.writeString(folder.resolve("map.json"), map.append("}"));
        pictures("a/n03", 3);
        pictures("a/n05", 2);
        pictures("r/n03", 2);
        pictures("r/n08", 3);
        pictures("sketch/n01", 2);
        pictures("sketch/n02", 1);
        pictures("v2/2", 2);
        pictures("v2/7", 1);
        pictures("val/n04", 2);
        pictures("val/n06", 2);
        for (int severity = 1; severity <= 5; severity++) {
            pictures("c/noise/gaussian_noise/" + severity + "/n09", 2);
            pictures("c/fog/" + severity + "/n00", 2);
        }
        Files.writeString(folder.resolve("real.json"), "[" + "[4],".repeat(pictures) + "[]]");
    }

    /** Pictures that are called as the validation pictures of ImageNet, each by a number of its own. */
    private void pictures(String place, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            pictures++;
            String name = String.format(Locale.ROOT, "ILSVRC2012_val_%08d.png", pictures);
            TwoColours.picture(folder.resolve(place).resolve(name), pictures % 3, pictures);
        }
    }

    private CommandResult run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("robustness", "--class-map", at("map.json"), "--workers", "1"));
        all.addAll(Arrays.asList(arguments));
        return CommandResult.of(all.toArray(String[]::new));
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(name).toFile());
    }

    /** How many pictures of a folder are classified as it says, among its own classes or among all. */
    private long right(String place, boolean restricted) throws IOException {
        long right = 0;
        try (LoadedModel model = MetaFormers.standard().load(ModelRequest.embedded());
                Stream<Path> files = Files.walk(folder.resolve(place))) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            Set<Integer> present = new TreeSet<>();
            found.forEach(file -> present.add(label(file)));
            for (Path file : found) {
                int best = Classifier.of(model).classify(file, 10).stream()
                        .map(Prediction::index)
                        .filter(index -> !restricted || present.contains(index))
                        .findFirst()
                        .orElseThrow();
                right += best == label(file) ? 1 : 0;
            }
        }
        return right;
    }

    private static int label(Path file) {
        return Integer.parseInt(file.getParent().getFileName().toString().replace("n", ""));
    }

    private void assertPlain(JsonNode results, String name, String place, boolean restricted, int count)
            throws IOException {
        JsonNode result = results.get(name);
        assertThat(result.get("path").asText()).isEqualTo(at(place));
        assertThat(result.get("n").asInt()).as(name).isEqualTo(count);
        assertThat(result.get("restricted").asBoolean()).as(name).isEqualTo(restricted);
        assertThat(result.get("top1").asDouble()).as(name).isEqualTo(100.0 * right(place, restricted) / count);
        assertThat(result.get("data_config").get("input_size").size()).isEqualTo(3);
    }

    private String[] everything(String output, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--imagenet-a", at("a"),
                "--imagenet-r", at("r"),
                "--imagenet-sketch", at("sketch"),
                "--imagenet-v2", at("v2"),
                "--imagenet-val", at("val"),
                "--imagenet-real", at("real.json"),
                "--imagenet-c", at("c"),
                "--output", at(output)));
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray(String[]::new);
    }

    @Test
    void every_benchmark_is_measured_among_the_right_classes() throws IOException {
        CommandResult result = run(everything("out.json", "--html", at("page.html")));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("ImageNet-A top-1", "ImageNet ReaL top-1", "ImageNet-C fog CE");
        JsonNode results = json("out.json");
        assertThat(results.get("model").asText()).isEqualTo("embedded");
        assertThat(results.get("class_map_json").asText()).isEqualTo(at("map.json"));
        assertThat(results.get("world_size").asInt()).isEqualTo(1);
        assertPlain(results, "imagenet_a", "a", true, 5);
        assertPlain(results, "imagenet_r", "r", true, 5);
        assertPlain(results, "imagenet_sketch", "sketch", true, 3);
        assertPlain(results, "imagenet_v2", "v2", false, 3);
        assertPlain(results, "imagenet_val", "val", false, 4);
        assertThat(results.get("imagenet_real").get("n").asInt()).isEqualTo(4);
        JsonNode corrupted = results.get("imagenet_c");
        assertThat(corrupted.get("n").asInt()).isEqualTo(20);
        assertThat(corrupted.has("mce")).as("of two corruptions").isFalse();
        double clean = 100 - results.get("imagenet_val").get("top1").asDouble();
        assertThat(corrupted.get("clean_error").asDouble()).isEqualTo(clean);
        JsonNode fog = corrupted.get("corruptions").get("fog");
        double error = 100 - 100.0 * right("c/fog", false) / 10;
        assertThat(fog.get("error").asDouble()).isCloseTo(error, within(1e-9));
        assertThat(fog.get("ce").asDouble()).isCloseTo(100 * error / 81.9, within(1e-9));
        assertThat(fog.get("severities")).hasSize(5);
        assertThat(Files.readString(folder.resolve("page.html")))
                .contains("gaussian noise", "<svg", "ImageNet-R top-5");
        assertThat(states()).isEmpty();
    }

    private List<String> states() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".state"))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void an_interrupted_job_goes_on_and_measures_nothing_twice() throws IOException {
        assertThat(run(everything("whole.json")).code()).isZero();
        Path broken;
        try (Stream<Path> files = Files.list(folder.resolve("c/fog/5/n00"))) {
            broken = files.sorted().findFirst().orElseThrow();
        }
        byte[] sound = Files.readAllBytes(broken);
        Files.write(broken, new byte[] {1, 2, 3});
        CommandResult failed = run(everything("out.json"));
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains(broken.getFileName().toString(), "--skip-broken", "go on with --resume");
        assertThat(states()).containsExactly("out.json.state");
        assertThat(folder.resolve("out.json")).doesNotExist();
        CommandResult refused = run(everything("out.json"));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("14 parts", "--resume");
        Files.write(broken, sound);
        delete(folder.resolve("a"));
        delete(folder.resolve("c/noise/gaussian_noise/1/n09"));
        CommandResult resumed = run(everything("out.json", "--resume"));
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("14 of 15 parts of embedded were finished earlier");
        assertThat(json("out.json")).isEqualTo(json("whole.json"));
        assertThat(states()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--crop-pct, 0.5", "--engine, onnx"})
    void other_settings_do_not_take_over_what_is_finished(String option, String value) throws IOException {
        Path broken = folder.resolve("r/n03/x.png");
        Files.write(broken, new byte[] {1});
        String[] both = {"--imagenet-a", at("a"), "--imagenet-r", at("r"), "--output", at("out.json"), "--resume"};
        assertThat(run(both).code()).isEqualTo(1);
        Files.delete(broken);
        List<String> other = new ArrayList<>(Arrays.asList(both));
        other.addAll(List.of(option, value));
        CommandResult result = run(other.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).doesNotContain("finished earlier").contains("must be measured anew");
    }

    @Test
    void shares_of_several_processes_are_those_of_one() throws IOException {
        assertThat(run(everything("one.json")).code()).isZero();
        for (int share = 2; share >= 0; share--) {
            assertThat(folder.resolve("three.json")).doesNotExist();
            CommandResult result =
                    run(everything("three.json", "--num-shards", "3", "--shard-index", String.valueOf(share)));
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.out().contains("share " + share + " of 3 is finished"))
                    .isEqualTo(share > 0);
        }
        CommandResult told = run(
                "--imagenet-a", at("a"), "--output", at("x.json"), "--num-shards", "2", "--shard-index", "1", "--json");
        assertThat(told.json().get("finished_share").asInt()).isEqualTo(1);
        Files.delete(folder.resolve("x.json.state-1-of-2"));
        ObjectNode three = (ObjectNode) json("three.json");
        assertThat(three.put("world_size", 1)).isEqualTo(json("one.json"));
        assertThat(states()).isEmpty();
    }

    @Test
    void several_models_come_in_one_table() throws IOException {
        String copy = CommandFiles.embeddedModel(folder).toString();
        CommandResult result = run(
                "--model", "embedded", "--model", copy, "--imagenet-a", at("a"), "--html", at("page.html"), "--json");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode models = result.json().get("models");
        assertThat(models).hasSize(2);
        assertThat(models.get(1).get("model").asText()).isEqualTo(copy);
        assertThat(models.get(1).get("imagenet_a")).isEqualTo(models.get(0).get("imagenet_a"));
        assertThat(Files.readString(folder.resolve("page.html"))).contains("A: embedded", "B: ");
        CommandResult table = run("--model", "embedded", "--model", copy, "--imagenet-a", at("a"));
        assertThat(table.out().lines().findFirst().orElseThrow()).contains("embedded", copy);
    }

    @Test
    void the_class_map_may_have_each_form_of_geoformer() throws IOException {
        JsonNode plain = run("--imagenet-a", at("a"), "--json").json();
        for (String entry : List.of("'#': {'wnid': 'n0#'}", "'#': ['n0#', 'name']", "'n0#': '#'")) {
            String map = IntStream.range(0, 10)
                    .mapToObj(label -> entry.replace("#", Integer.toString(label)))
                    .collect(Collectors.joining(", ", "{", "}"));
            Files.writeString(folder.resolve("map.json"), map.replace('\'', '"'));
            CommandResult result = run("--imagenet-a", at("a"), "--json");
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.json()).isEqualTo(plain);
        }
    }

    @Test
    void a_part_of_the_corruptions_is_enough() throws IOException {
        delete(folder.resolve("c/fog/4"));
        CommandResult some = run("--imagenet-c", at("c"), "--severities", "3,5");
        assertThat(some.code()).as(some.err()).isZero();
        assertThat(some.out()).contains("ImageNet-C gaussian noise/3 error", "ImageNet-C fog/5 error");
        CommandResult fog = run("--imagenet-c", at("c"), "--corruptions", "fog");
        assertThat(fog.code()).as(fog.err()).isZero();
        assertThat(fog.out()).contains("fog/5 error").doesNotContain("fog/4", "noise");
        CommandResult missing = run("--imagenet-c", at("c"), "--severities", "4");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("fog/4");
        assertThat(run("--imagenet-c", at("c"), "--corruptions", "snow").err()).contains("snow/1");
    }

    @Test
    void parts_without_a_picture_that_can_be_decoded_have_no_figures() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("v2"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.write(file, new byte[] {1});
            }
        }
        CommandResult some = run("--imagenet-a", at("a"), "--imagenet-v2", at("v2"), "--skip-broken");
        assertThat(some.code()).as(some.err()).isZero();
        assertThat(some.err()).contains("no picture of ImageNet-V2 could be decoded");
        CommandResult none = run("--imagenet-v2", at("v2"), "--skip-broken");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("no picture could be decoded");
    }

    @Test
    void a_table_of_errors_that_does_not_fit_is_named() throws IOException {
        for (String table : List.of("{'clean': 10}", "{'clean': 10, 'fogg': 3}", "{'clean': 10, 'fog': 0}")) {
            Files.writeString(folder.resolve("errors.json"), table.replace('\'', '"'));
            CommandResult result = run("--corrupt-on-the-fly", at("val"), "--baseline-errors", at("errors.json"));
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).contains(at("errors.json"), "does not fit");
        }
    }

    @Test
    void pictures_are_corrupted_on_the_fly() throws IOException {
        CommandResult result =
                run("--corrupt-on-the-fly", at("val"), "--corruptions", "brightness", "--severities", "5,1", "--json");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode corrupted = result.json().get("corrupted");
        assertThat(corrupted.get("n").asInt()).isEqualTo(8);
        assertThat(corrupted.get("clean_error").asDouble()).isEqualTo(100 - 100.0 * right("val", false) / 4);
        JsonNode brightness = corrupted.get("corruptions").get("brightness");
        assertThat(brightness.get("severities")).hasSize(2);
        assertThat(brightness.get("severities").get(0).get("severity").asInt()).isEqualTo(1);
        assertThat(brightness.has("error")).as("the mean over five severities").isFalse();
        Files.writeString(folder.resolve("errors.json"), "{\"clean\": 10, \"contrast\": 40}");
        JsonNode compared = run(
                        "--corrupt-on-the-fly",
                        at("val"),
                        "--corruptions",
                        "contrast",
                        "--baseline-errors",
                        at("errors.json"),
                        "--json")
                .json()
                .get("corrupted")
                .get("corruptions")
                .get("contrast");
        assertThat(compared.get("ce").asDouble())
                .isEqualTo(100 * compared.get("error").asDouble() / 40);
    }

    @Test
    void options_that_would_mean_nothing_are_refused() {
        assertRefused("there is nothing to measure");
        assertRefused("say with --imagenet-val", "--imagenet-real", at("real.json"));
        assertRefused("--corruptions and --severities", "--imagenet-a", at("a"), "--corruptions", "fog");
        assertRefused("fog", "--corrupt-on-the-fly", at("val"), "--corruptions", "fogg");
        assertRefused("severity", "--corrupt-on-the-fly", at("val"), "--severities", "6");
        assertRefused("--clean-top1", "--imagenet-a", at("a"), "--clean-top1", "80");
        assertRefused("2 values for 1 model", "--imagenet-c", at("c"), "--clean-top1", "80,81");
        assertRefused("--baseline-errors", "--imagenet-a", at("a"), "--baseline-errors", at("map.json"));
        assertRefused("belong together", "--imagenet-a", at("a"), "--num-shards", "2");
        assertRefused("counted from 0", "--imagenet-a", at("a"), "--num-shards", "2", "--shard-index", "2");
        assertRefused("--output", "--imagenet-a", at("a"), "--resume");
        assertRefused("--output", "--imagenet-a", at("a"), "--num-shards", "2", "--shard-index", "0");
        assertRefused("--split", "--imagenet-a", at("a"), "--split", "all");
    }

    private void assertRefused(String reason, String... arguments) {
        CommandResult result = run(arguments);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains(reason);
    }
}
