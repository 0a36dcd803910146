package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.Checkpoints;
import io.metaformer4j.weights.SafetensorsWriter;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command's contract: what goes where, and which code it exits with. */
class CommandTest {

    @TempDir
    private Path folder;

    private static CommandResult run(String... arguments) {
        return CommandResult.of(arguments);
    }

    @Test
    void models_lists_what_matches() throws IOException {
        CommandResult table = run("models", "caformer_s18*");
        assertThat(table.code()).isZero();
        assertThat(table.out()).contains("caformer_s18.sail_in1k", "10 models");
        JsonNode models = run("models", "poolformer_s12", "--json").json();
        assertThat(models).hasSize(1);
        assertThat(models.get(0).get("preprocessing").get("crop_pct").asDouble())
                .isEqualTo(0.9);
    }

    @Test
    void summary_counts_as_the_papers_do() throws IOException {
        JsonNode summary = run("summary", "poolformer_m48", "--json").json();
        assertThat(summary.get("params").asLong()).isEqualTo(73_473_448L);
        assertThat(Math.round(summary.get("published_macs").asLong() / 1e8)).isEqualTo(116);
        assertThat(summary.get("stages")).hasSize(6);
        assertThat(run("summary", "caformer_s18", "--img-size", "384").out()).contains("13.366 G");
    }

    @Test
    void classify_names_the_cat_with_the_embedded_model() throws IOException {
        Path cat = photograph("cat.jpg");
        CommandResult text = run("classify", cat.toString(), "--topk", "1");
        assertThat(text.code()).isZero();
        assertThat(text.out()).contains("cat.jpg").contains("%  cat");
        JsonNode json = run("classify", cat.toString(), "--topk", "3", "--json").json();
        assertThat(json.get("results").get(0).get("predictions")).hasSize(3);
        assertThat(json.get("results")
                        .get(0)
                        .get("predictions")
                        .get(0)
                        .get("label")
                        .asText())
                .isEqualTo("cat");
    }

    @Test
    void classify_goes_on_after_a_broken_picture_and_exits_with_1() throws IOException {
        Path cat = photograph("cat.jpg");
        Path broken = folder.resolve("broken.jpg");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(cat), 2000));
        CommandResult result = run("classify", folder.toString(), "--json");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.json().get("results")).hasSize(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("broken.jpg");
    }

    @Test
    void a_published_model_takes_weights_of_another_number_of_classes() throws IOException {
        Path weights = folder.resolve("seven.safetensors");
        Map<String, WeightTensor> tensors = new InitialWeights(1)
                .draw(Catalog.standard().get("poolformer_s12").architecture().withClasses(7));
        SafetensorsWriter.write(weights, tensors, Map.of());
        String[] command = {
            "classify",
            photograph("cat.jpg").toString(),
            "--model",
            "poolformer_s12",
            "--weights",
            weights.toString(),
            "--json"
        };
        CommandResult refused = run(command);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("[7]", "[1000]");
        String[] withClasses = Arrays.copyOf(command, command.length + 2);
        withClasses[command.length] = "--num-classes";
        withClasses[command.length + 1] = "7";
        JsonNode json = run(withClasses).json();
        assertThat(json.get("results").get(0).get("predictions")).hasSize(5);
    }

    @Test
    void a_feature_backbone_takes_the_body_of_a_classification_checkpoint() throws IOException {
        Path weights = folder.resolve("classifier.safetensors");
        Path output = folder.resolve("maps.safetensors");
        SafetensorsWriter.write(
                weights,
                new InitialWeights(1)
                        .draw(Catalog.standard().get("poolformer_s12").architecture()),
                Map.of());
        Path input = folder.resolve("input.safetensors");
        SafetensorsWriter.write(
                input, Map.of("input", WeightTensor.ofFloats(new float[3 * 64 * 64], 1, 3, 64, 64)), Map.of());
        List<String> command = new ArrayList<>(List.of("run", "--model", "poolformer_s12_feat", "--features"));
        command.addAll(List.of("--weights", weights.toString(), "--tensor", input.toString()));
        command.addAll(List.of("--output", output.toString()));
        CommandResult refused = run(command.toArray(String[]::new));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("fresh head");
        command.add("--fresh-head");
        CommandResult result = run(command.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Checkpoints.open(output).tensors().keySet())
                .contains("stage0", "stage3")
                .doesNotContain("logits");
    }

    @Test
    void exif_orientation_is_applied_on_request_only() throws IOException {
        byte[] upright = Files.readAllBytes(photograph("cat.jpg"));
        Path turned = folder.resolve("turned.jpg");
        // an APP1 segment behind the start marker: big-endian, one entry, orientation 6 (a quarter turn)
        byte[] app1 = HexFormat.of()
                .parseHex(
                        "ffe10022457869660000" + "4d4d002a00000008" + "0001" + "011200030000000100060000" + "00000000");
        try (OutputStream out = Files.newOutputStream(turned)) {
            out.write(upright, 0, 2);
            out.write(app1);
            out.write(upright, 2, upright.length - 2);
        }
        assertThat(size(turned, "--json")).containsExactly(384, 255);
        assertThat(size(turned, "--json", "--exif")).containsExactly(255, 384);
        assertThat(run("classify", turned.toString(), "--exif").code()).isZero();
    }

    private List<Integer> size(Path picture, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("preprocess", picture.toString(), "--output"));
        arguments.add(folder.resolve("input.safetensors").toString());
        arguments.addAll(List.of(options));
        JsonNode size = run(arguments.toArray(String[]::new)).json().get("picture");
        return List.of(size.get(0).asInt(), size.get(1).asInt());
    }

    @Test
    void preprocess_and_run_pass_a_picture_through_a_network() throws IOException {
        Path input = folder.resolve("input.safetensors");
        Path output = folder.resolve("output.safetensors");
        assertThat(run("preprocess", photograph("cat.jpg").toString(), "--output", input.toString())
                        .code())
                .isZero();
        assertThat(Checkpoints.open(input).tensors().get("input").shape()).containsExactly(1, 3, 32, 32);
        assertThat(run("run", "--tensor", input.toString(), "--output", output.toString(), "--features")
                        .code())
                .isZero();
        Checkpoint results = Checkpoints.open(output);
        assertThat(results.tensors()).containsOnlyKeys("logits", "stage0", "stage1", "stage2", "pooled");
        float[] logits = results.tensors().get("logits").toFloats();
        assertThat(logits).hasSize(10);
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        assertThat(best).as("index of cat").isEqualTo(3);
    }

    @Test
    void run_names_a_missing_input() throws IOException {
        Path file = folder.resolve("other.safetensors");
        SafetensorsWriter.write(file, Map.of("pixels", WeightTensor.ofFloats(new float[3], 1, 3, 1, 1)), Map.of());
        CommandResult result = run(
                "run",
                "--tensor",
                file.toString(),
                "--output",
                folder.resolve("x.safetensors").toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("other.safetensors", "'input'", "pixels");
    }

    @Test
    void validate_measures_class_folders() throws IOException {
        Path data = folder.resolve("data");
        copy(photograph("cat.jpg"), data.resolve("cat/a.jpg"));
        copy(photograph("jet.jpg"), data.resolve("airplane/b.jpg"));
        Path predictions = folder.resolve("predictions.csv");
        Path results = folder.resolve("results.json");
        CommandResult result = run(
                "validate",
                data.toString(),
                "--json",
                "--predictions",
                predictions.toString(),
                "--results",
                results.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.json().get("top1").asDouble()).isEqualTo(100);
        assertThat(result.json().get("images").asInt()).isEqualTo(2);
        assertThat(Files.readAllLines(predictions)).hasSize(3);
        assertThat(new ObjectMapper().readTree(results.toFile())).isEqualTo(result.json());
    }

    @Test
    void convert_writes_another_naming_and_type() throws IOException {
        Path random = folder.resolve("identityformer.safetensors");
        Path model = embeddedModel();
        Path weights = model.resolveSibling("model.safetensors");
        CommandResult result = run(
                "convert",
                weights.toString(),
                random.toString(),
                "--model",
                model.toString(),
                "--to",
                "sail",
                "--json");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Checkpoints.open(random).tensors()).containsKey("downsample_layers.0.conv.weight");
        Path back = folder.resolve("back.pth");
        assertThat(run("convert", random.toString(), back.toString(), "--model", model.toString(), "--dtype", "fp32")
                        .code())
                .isZero();
        float[] before =
                Checkpoints.open(weights).tensors().get("stem.conv.weight").toFloats();
        float[] after = Checkpoints.open(back)
                .stateDict()
                .tensors()
                .get("stem.conv.weight")
                .toFloats();
        assertThat(after).isEqualTo(before);
    }

    @Test
    void train_learns_two_colours_and_resumes() throws IOException {
        Path data = folder.resolve("colours");
        for (String split : new String[] {"train", "val"}) {
            for (int i = 0; i < 16; i++) {
                png(data.resolve(split + "/dark/" + i + ".png"), 10 + i);
                png(data.resolve(split + "/light/" + i + ".png"), 220 + i);
            }
        }
        Path output = folder.resolve("run");
        String[] command = {
            "train",
            data.toString(),
            "--model",
            embeddedModel().toString(),
            "--output",
            output.toString(),
            "--epochs",
            "3",
            "--batch-size",
            "8",
            "--warmup-epochs",
            "1",
            "--padding",
            "2",
            "--lr",
            "1e-3"
        };
        CommandResult result = run(command);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("epoch 3/3", "top-1 100.00");
        assertThat(output.resolve("model.safetensors")).exists();
        CommandResult again = run(command);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("resume");
        CommandResult own = run("validate", data.resolve("val").toString(), "--model", output.toString(), "--json");
        assertThat(own.code()).as(own.err()).isZero();
        assertThat(own.json().get("top1").asDouble()).isEqualTo(100);
    }

    @Test
    void wrong_usage_exits_with_2_and_one_line() {
        for (String[] wrong : new String[][] {
            {"clasify"},
            {"classify"},
            {"classify", "x.jpg", "--topk", "many"},
            {"classify", "x.jpg", "--topk", "0"},
            {"classify", "x.jpg", "--device", "tpu"},
            {"classify", "x.jpg", "--precision", "int3"},
            {"validate", "x", "--interpolation", "cubic"},
            {"convert", "a", "b", "--to", "klingon"},
            {"run", "--tensor", "x"},
            {},
        }) {
            CommandResult result = run(wrong);
            assertThat(result.code()).as(Arrays.toString(wrong)).isEqualTo(2);
            assertThat(result.err().lines()).as(result.err()).hasSize(1);
            assertThat(result.err()).startsWith("metaformer: ").contains("--help");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void failures_exit_with_1_and_say_how_to_mend_them() {
        assertThat(run("summary", "cafomer_s18").err()).contains("caformer_s18");
        CommandResult missing = run("classify", folder.resolve("no.jpg").toString());
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("no.jpg").contains("check the path");
        CommandResult unweighted = run("classify", folder.toString(), "--model", "caformer_s18");
        assertThat(unweighted.code()).isNotZero();
        CommandResult small = run("summary", "randformer_s12", "--img-size", "256");
        assertThat(small.code()).isEqualTo(1);
        assertThat(small.err()).contains("256").contains("196");
    }

    @Test
    void stacktrace_shows_where_it_failed() {
        CommandResult result = run("summary", "cafomer_s18", "--stacktrace");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("UnknownModelException").contains("\tat ");
    }

    @Test
    void completion_and_version_are_there() {
        assertThat(run("generate-completion").out()).contains("metaformer", "classify");
        assertThat(run("--version").out()).contains("metaformer4j");
    }

    private Path photograph(String name) throws IOException {
        return resource("/io/metaformer4j/cli/demo/photographs/" + name, name);
    }

    private Path embeddedModel() throws IOException {
        resource("/io/metaformer4j/models/embedded/model.safetensors", "embedded/model.safetensors");
        return resource("/io/metaformer4j/models/embedded/model.json", "embedded/model.json");
    }

    private Path resource(String resource, String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream stream = Objects.requireNonNull(CommandTest.class.getResourceAsStream(resource))) {
            Files.write(file, stream.readAllBytes());
        }
        return file;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
    }

    private static void png(Path file, int gray) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            Picture.filled(32, 32, gray, gray, gray).writePng(out);
        }
    }
}
