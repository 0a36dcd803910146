package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.testing.StubOnClassPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who computes, where there are several who could. */
class EngineOptionTest {

    @TempDir
    private Path folder;

    private String picture;

    @BeforeEach
    void writePicture() throws IOException {
        picture = CommandFiles.photograph(folder, "cat.jpg").toString();
    }

    /** Runs the command with the stub as a second engine on the class path. */
    private CommandResult besideTheStub(String... arguments) throws Exception {
        return StubOnClassPath.during(folder.resolve("classes"), () -> CommandResult.of(arguments));
    }

    private static JsonNode answers(CommandResult result) throws IOException {
        assertThat(result.code()).as(result.err()).isZero();
        return result.json().get("results");
    }

    @Test
    void the_preferred_engine_computes_unless_another_is_named() throws Exception {
        JsonNode usual = answers(CommandResult.of("classify", picture, "--json"));
        assertThat(answers(besideTheStub("classify", picture, "--json"))).isEqualTo(usual);
        assertThat(answers(besideTheStub("classify", picture, "--json", "--engine", "cpu")))
                .isEqualTo(usual);
        assertThat(answers(besideTheStub("classify", picture, "--json", "--engine", "stub")))
                .isNotEqualTo(usual);
    }

    @Test
    void what_the_preferred_engine_cannot_do_is_left_to_another() throws Exception {
        String map = folder.resolve("map.png").toString();
        CommandResult explained = besideTheStub("explain", picture, "--output", map);
        assertThat(explained.code()).as(explained.err()).isZero();
        String best = answers(CommandResult.of("classify", picture, "--json"))
                .findPath("predictions")
                .toString();
        assertThat(answers(besideTheStub("classify", picture, "--json", "--precision", "fp16"))
                        .findPath("predictions")
                        .toString())
                .isNotEqualTo(best);
        CommandResult refused = besideTheStub("classify", picture, "--precision", "fp16", "--engine", "cpu");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("cpu engine does not compute in fp16");
    }

    @Test
    void an_unknown_engine_is_wrong_usage_and_answered_with_those_there_are() throws Exception {
        CommandResult result = besideTheStub("classify", picture, "--engine", "fast");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("--engine", "no engine 'fast'", "there are cpu, torch, onnx, stub");
    }

    @Test
    void a_broken_engine_is_told_of_and_keeps_nobody_from_the_others() throws Exception {
        List<String> engines = List.of("com.example.Gone");
        CommandResult classified = StubOnClassPath.during(
                folder.resolve("classes"), engines, () -> CommandResult.of("classify", picture, "--engine", "torch"));
        assertThat(classified.code()).as(classified.err()).isZero();
        CommandResult examined =
                StubOnClassPath.during(folder.resolve("classes"), engines, () -> CommandResult.of("doctor", "--json"));
        assertThat(examined.code()).isEqualTo(1);
        assertThat(examined.json().get("problems").toString()).contains("com.example.Gone", "cannot be made");
        assertThat(examined.json().get("engines").fieldNames()).toIterable().containsExactly("cpu", "torch", "onnx");
        CommandResult refused = StubOnClassPath.during(
                folder.resolve("classes"), engines, () -> CommandResult.of("classify", picture, "--engine", "gone"));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("no engine 'gone'", "there are cpu, torch, onnx", "com.example.Gone");
    }

    @Test
    void what_an_engine_lacks_is_said_in_one_line() throws Exception {
        for (List<String> wanted : List.of(List.of("--precision", "bf16"), List.of("--device", "cuda"))) {
            CommandResult result = besideTheStub("classify", picture, "--engine", "stub", wanted.get(0), wanted.get(1));
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err().lines()).as(result.err()).hasSize(1);
            assertThat(result.err()).contains("not available to the stub");
        }
    }

    @Test
    void training_has_no_choice_of_engines() {
        String run = folder.resolve("run").toString();
        CommandResult result = CommandResult.of(
                "train", folder.toString(), "--model", "embedded", "--output", run, "--engine", "torch");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--engine");
    }

    @Test
    void doctor_lists_all_engines_and_what_each_says_of_itself() throws Exception {
        JsonNode document = besideTheStub("doctor", "--json").json();
        assertThat(document.get("engines").fieldNames()).toIterable().containsExactly("cpu", "torch", "onnx", "stub");
        JsonNode engines = document.get("engines");
        assertThat(engines.get("cpu").get("preferred").asBoolean()).isTrue();
        assertThat(engines.get("torch").get("preferred").asBoolean()).isFalse();
        assertThat(engines.get("torch").get("taken").toString()).contains("fp16", "gradients");
        assertThat(engines.get("onnx").get("taken")).isEmpty();
        assertThat(document.get("engines").get("stub").get("priority").asInt()).isEqualTo(-1);
        assertThat(document.fieldNames())
                .toIterable()
                .contains("torch natives", "torch engine", "torch kernels", "onnx engine", "stub engine")
                .doesNotContain("natives", "engine", "kernels");
        assertThat(document.get("notes").toString()).contains("answers of the stub mean nothing");
    }

    @Test
    void the_version_tells_the_engines() throws Exception {
        assertThat(CommandResult.of("--version").out())
                .contains("engines: cpu (priority 150), torch (priority 100), onnx (priority 20)");
        assertThat(besideTheStub("--version").out())
                .contains("engines: cpu (priority 150), torch (priority 100), onnx (priority 20), stub (priority -1)");
    }
}
