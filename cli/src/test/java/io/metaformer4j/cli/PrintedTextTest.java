package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.models.MetaFormers;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.models.ModelRequest;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.SafetensorsWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Names out of files and from the command line, printed so that no terminal obeys them and every name stays on its line. */
class PrintedTextTest {

    /** Turns a terminal red, rings it, breaks the line, and hides what follows; with what a tab does to a table. */
    private static final String EVIL = "x\u001b[31m\u0007\u009b2J\ny\r\u202ez\tw";

    private static final String SHOWN = "x\\u001b[31m\\u0007\\u009b2J\\ny\\r\\u202ez\\tw";

    @TempDir
    private Path folder;

    @Test
    void class_names_stay_on_their_lines() throws IOException {
        Path model = ownModel(EVIL);
        Path picture = png(folder.resolve("a.png"));
        CommandResult text =
                CommandResult.of("classify", picture.toString(), "--model", model.toString(), "--weights", "random");
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out().lines()).hasSize(6);
        assertHarmless(text);
        assertThat(text.out()).contains(SHOWN);
        JsonNode json = CommandResult.of(
                        "classify",
                        picture.toString(),
                        "--model",
                        model.toString(),
                        "--weights",
                        "random",
                        "--topk",
                        "10",
                        "--json")
                .json();
        List<String> labels = new ArrayList<>();
        json.get("results")
                .get(0)
                .get("predictions")
                .forEach(p -> labels.add(p.get("label").asText()));
        assertThat(labels).contains(EVIL + 0, EVIL + 9);
        CommandResult summary = CommandResult.of("summary", model.toString());
        assertHarmless(summary);
        assertThat(summary.out().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).startsWith(SHOWN).endsWith("56x56"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void names_of_files_stay_on_their_lines() throws IOException {
        String odd = "a b\u001b[2J\nü.png";
        Path picture = png(folder.resolve("pictures").resolve(odd));
        Files.write(folder.resolve("pictures/broken\n\u001b.png"), new byte[] {1});
        CommandResult result = CommandResult.of("classify", picture.getParent().toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.out().lines()).hasSize(6);
        assertThat(result.out()).contains("a b\\u001b[2J\\nü.png");
        assertHarmless(result);
        for (String[] command : new String[][] {
            {"classify", "no" + EVIL},
            {"classify", "--topk", EVIL, picture.toString()},
            {"classify", "--" + EVIL},
            {EVIL},
            {"validate", "no" + EVIL},
            {
                "validate",
                picture.getParent().toString(),
                "--results",
                folder.resolve(EVIL).resolve("x").toString()
            },
            {"validate", picture.getParent().toString(), "--class-map", "no" + EVIL},
            {"convert", "no" + EVIL, "out.pth"},
            {"convert", picture.toString(), "out" + EVIL + ".xyz"},
            {
                "forward",
                "--tensor",
                "no" + EVIL,
                "--output",
                folder.resolve("o.safetensors").toString()
            },
            {
                "preprocess",
                "no" + EVIL,
                "--output",
                folder.resolve("o.safetensors").toString()
            },
            {"summary", EVIL},
            {"models", EVIL},
            {"classify", picture.toString(), "--model", EVIL},
            {"classify", picture.toString(), "--weights", EVIL},
            {"classify", picture.toString(), "--device", EVIL},
            {"demo", "--output", picture.resolve(EVIL).toString()},
        }) {
            CommandResult failed = CommandResult.of(command);
            assertThat(failed.code()).isPositive();
            assertThat(failed.err().lines()).as(failed.err()).hasSize(1);
            assertHarmless(failed);
        }
    }

    @Test
    void names_of_tensors_stay_on_their_lines() throws IOException {
        Path file = folder.resolve("tensors.safetensors");
        String longName = "long" + "n".repeat(40_000);
        WeightTensor tensor = WeightTensor.ofFloats(new float[2], 2);
        SafetensorsWriter.write(file, Map.of(EVIL, tensor, longName, tensor), Map.of());
        String output = folder.resolve("o.safetensors").toString();
        for (String[] command : new String[][] {
            {"forward", "--tensor", file.toString(), "--output", output},
            {"convert", file.toString(), output},
            {"classify", png(folder.resolve("a.png")).toString(), "--weights", file.toString()},
        }) {
            CommandResult failed = CommandResult.of(command);
            assertThat(failed.code()).isEqualTo(1);
            assertThat(failed.err()).hasSizeLessThan(6000);
            assertHarmless(failed);
        }
    }

    @Test
    void help_and_completion_are_as_they_were() {
        assertThat(CommandResult.of("help", "classify").out()).contains("\n      --topk");
        assertThat(CommandResult.of("generate-completion").out())
                .contains("complete -F")
                .doesNotContain("\\u00");
    }

    private static void assertHarmless(CommandResult result) {
        assertThat(result.out() + result.err()).doesNotContain("\u001b", "\u009b", "\u0007", "\r", "\u202e", "\t");
    }

    /** The embedded network with other class names. */
    private Path ownModel(String label) throws IOException {
        ModelDescription embedded = MetaFormers.standard().describe(ModelRequest.EMBEDDED);
        List<String> labels =
                Stream.iterate(0, i -> i + 1).limit(10).map(i -> label + i).toList();
        Path file = folder.resolve("model.json");
        ModelDescription.of(label, embedded.architecture(), embedded.preprocessing())
                .withLabels(labels)
                .write(file);
        return file;
    }

    private static Path png(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            Picture.filled(32, 32, 9, 9, 9).writePng(out);
        }
        return file;
    }
}
