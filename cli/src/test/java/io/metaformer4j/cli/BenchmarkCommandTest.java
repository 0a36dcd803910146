package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.testing.StubOnClassPath;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code metaformer benchmark}, with one round, whose time nobody looks at. */
class BenchmarkCommandTest {

    private static final List<String> ONCE = List.of("--rounds", "1", "--warmup", "0");

    @TempDir
    private Path folder;

    private static CommandResult benchmark(String... arguments) {
        return CommandResult.of(Stream.of(List.of("benchmark"), List.of(arguments), ONCE)
                .flatMap(List::stream)
                .toArray(String[]::new));
    }

    @Test
    void every_batch_has_a_row_in_the_table_with_timms_columns() throws IOException {
        Path file = folder.resolve("speed.csv");
        CommandResult result = benchmark("embedded", "--batch-size", "1,2", "--output", file.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("images/s", "p50", "no warm-up; then 1 round", "cores for Java")
                .containsPattern("steady|busy|throttled");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .startsWith("model,infer_samples_per_sec,infer_step_time,infer_batch_size,infer_img_size,infer_gmacs,"
                        + "infer_macts,param_count,engine,device,precision,threads,infer_p50_time,infer_p90_time,"
                        + "infer_p99_time,infer_rounds,");
        assertThat(lines.get(1).split(",", -1)[3]).isEqualTo("1");
        assertThat(lines.get(2).split(",", -1)[3]).isEqualTo("2");
        assertThat(lines.get(2).split(",", -1)[4]).isEqualTo("56");
    }

    @Test
    void training_steps_stand_beside_answers() throws IOException {
        CommandResult result = benchmark("embedded", "--bench", "both", "--precision", "fp32,bf16", "--json");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode rows = result.json().get("results");
        assertThat(rows).hasSize(2);
        for (JsonNode row : rows) {
            assertThat(row.get("infer_samples_per_sec").asDouble()).isPositive();
            assertThat(row.get("train_step_time").asDouble()).isPositive();
            assertThat(row.get("train_rounds").asInt()).isEqualTo(1);
            assertThat(row.get("error").isNull()).isTrue();
        }
        assertThat(rows.get(1).get("precision").asText()).isEqualTo("bf16");
        assertThat(result.json().get("policy").asText()).contains("no warm-up");
    }

    @Test
    void a_model_that_fails_has_a_row_with_the_reason_and_the_others_go_on() throws IOException {
        Path file = folder.resolve("speed.json");
        CommandResult result = benchmark(
                "metaformer_ppaa_s12_224", "embedded", "--img-size", "64", "--json", "--output", file.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("note: metaformer_ppaa_s12_224 on cpu, fp32, batch 1: ", "14x14");
        JsonNode rows = result.json().get("results");
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).get("error").asText()).contains("14x14");
        assertThat(rows.get(0).get("infer_step_time").isNull()).isTrue();
        assertThat(rows.get(1).get("infer_img_size").asInt()).isEqualTo(64);
        assertThat(rows.get(1).get("infer_step_time").asDouble()).isPositive();
        assertThat(Files.readString(file)).startsWith("[").contains("\"infer_gmacs\"");
    }

    @Test
    void where_nothing_can_be_measured_the_command_fails() {
        CommandResult result = benchmark("metaformer_ppaa_s12_224", "--img-size", "64");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("failed");
    }

    @Test
    void answers_that_were_timed_count_where_there_are_no_training_steps() throws IOException {
        Path model = Files.createDirectory(folder.resolve("backbone")).resolve("model.json");
        ModelDescription.of("backbone", TinyArchitectures.backbone(), TinyArchitectures.preprocessing())
                .write(model);
        CommandResult result = benchmark(model.getParent().toString(), "--bench", "both", "--json");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode row = result.json().get("results").get(0);
        assertThat(row.get("infer_step_time").isNumber()).isTrue();
        assertThat(row.get("train_step_time").isNull()).isTrue();
        assertThat(row.get("error").asText()).contains("no classifier");
    }

    @Test
    void every_engine_that_is_named_is_measured() throws Exception {
        CommandResult result = StubOnClassPath.during(
                folder.resolve("classes"), () -> benchmark("embedded", "--engine", "torch,stub,torch", "--json"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.json().get("results").findValuesAsText("engine")).containsExactly("torch", "stub");
        CommandResult trained = StubOnClassPath.during(
                folder.resolve("others"), () -> benchmark("embedded", "--engine", "stub", "--bench", "train"));
        assertThat(trained.code()).isEqualTo(2);
        assertThat(trained.err()).contains("--bench train", "engine torch", "not stub");
    }

    @Test
    void a_profile_has_times_of_steps_where_the_engine_tells_them() throws IOException {
        Path file = folder.resolve("profile.csv");
        CommandResult result =
                benchmark("embedded", "--engine", "cpu,torch", "--profile", "--json", "--output", file.toString());
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode rows = result.json().get("results");
        JsonNode profile = rows.get(0).get("profile");
        assertThat(profile.get("steps").size()).isGreaterThan(10);
        assertThat(profile.get("rates").get("fp32_gflops").asDouble()).isPositive();
        assertThat(profile.get("nearness").asDouble()).isBetween(0.0, 1.0);
        // the column is rounded to hundredths of 1e9, and counts norms and poolings, too, as fvcore does
        assertThat(profile.get("all_steps").get("macs").asLong())
                .isCloseTo(Math.round(rows.get(0).get("infer_gmacs").asDouble() * 1e9), within(10_000_000L));
        assertThat(rows.get(1).get("infer_step_time").asDouble()).isPositive();
        assertThat(rows.get(1).get("profile").isNull()).isTrue();
        assertThat(rows.get(1).get("error").asText()).contains("engine torch", "cannot tell", "--engine cpu");
        assertThat(Files.readAllLines(file)).hasSize(1 + profile.get("steps").size() + 1);
        CommandResult torch = benchmark("embedded", "--engine", "torch", "--profile");
        assertThat(torch.code()).as("no profile that was asked for").isEqualTo(1);
        CommandResult trained = benchmark("embedded", "--bench", "train", "--profile");
        assertThat(trained.code()).isEqualTo(2);
        assertThat(trained.err()).contains("--profile means nothing with --bench train");
        Path none = folder.resolve("none.csv");
        CommandResult both = benchmark("embedded", "--bench", "both", "--profile", "--output", none.toString());
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("--profile cannot go with --bench both", "leave one out");
        assertThat(both.out()).isEmpty();
        assertThat(none).doesNotExist();
    }

    @Test
    void wrong_names_and_places_are_found_before_anything_is_measured() throws IOException {
        assertThat(benchmark("cafomer_s18").err()).contains("caformer_s18");
        assertThat(benchmark("embedded", "--output", folder.resolve("speed.txt").toString()))
                .satisfies(result -> assertThat(result.code()).isEqualTo(2))
                .satisfies(result -> assertThat(result.err()).contains(".csv, .json or .html"));
        Path model = Files.writeString(folder.resolve("model.json"), "{}");
        CommandResult replaced = benchmark(model.toString(), "--output", model.toString());
        assertThat(replaced.code()).isEqualTo(2);
        assertThat(replaced.err()).contains("would replace MODEL");
        CommandResult inside = benchmark(folder.toString(), "--output", model.toString());
        assertThat(inside.code()).isEqualTo(2);
        assertThat(inside.err()).contains("would replace MODEL");
        CommandResult weights = benchmark("embedded", "--bench", "train", "--weights", "random:1");
        assertThat(weights.code()).isEqualTo(2);
        assertThat(weights.err()).contains("--weights means nothing with --bench train");
        assertThat(benchmark("embedded", "--batch-size", "0").code()).isEqualTo(2);
        assertThat(benchmark().code()).isEqualTo(2);
    }
}
