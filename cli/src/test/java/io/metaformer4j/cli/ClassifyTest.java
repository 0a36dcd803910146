package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.catalog.Catalog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures in, names of classes out. */
class ClassifyTest {

    @TempDir
    private Path folder;

    private static CommandResult run(String... arguments) {
        return CommandResult.of(arguments);
    }

    @Test
    void classify_names_the_cat_with_the_embedded_model() throws IOException {
        Path cat = CommandFiles.photograph(folder, "cat.jpg");
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
        Path cat = CommandFiles.photograph(folder, "cat.jpg");
        Path broken = folder.resolve("broken.jpg");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(cat), 2000));
        CommandResult result = run("classify", folder.toString(), "--json");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.json().get("results")).hasSize(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("broken.jpg");
    }

    @Test
    void what_systems_leave_in_a_folder_is_no_picture_of_the_users() throws IOException {
        Path cat = CommandFiles.photograph(folder, "cat.jpg");
        for (String leftover : List.of("#recycle", "lost+found", "@eaDir", "__MACOSX", ".hidden")) {
            Files.copy(cat, Files.createDirectory(folder.resolve(leftover)).resolve("old.jpg"));
        }
        CommandResult result = run("classify", folder.toString(), "--json");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.json().get("results")).hasSize(1);
    }

    @Test
    void a_published_model_takes_weights_of_another_number_of_classes() throws IOException {
        Path weights = folder.resolve("seven.safetensors");
        Map<String, WeightTensor> tensors = new InitialWeights(1)
                .draw(Catalog.standard().get("poolformer_s12").architecture().withClasses(7));
        SafetensorsWriter.write(weights, tensors, Map.of());
        String[] command = {
            "classify",
            CommandFiles.photograph(folder, "cat.jpg").toString(),
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
    void exif_orientation_is_applied_on_request_only() throws IOException {
        byte[] upright = Files.readAllBytes(CommandFiles.photograph(folder, "cat.jpg"));
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
}
