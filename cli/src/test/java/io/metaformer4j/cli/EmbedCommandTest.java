package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors of pictures, and pictures that are like others. */
class EmbedCommandTest {

    @TempDir
    private Path folder;

    private Path data;
    private Path embeddings;

    @BeforeEach
    void writePictures() throws IOException {
        data = folder.resolve("pictures");
        embeddings = folder.resolve("e.safetensors");
        for (int i = 0; i < 3; i++) {
            TwoColours.picture(data.resolve("warm" + i + ".png"), 0, i);
            TwoColours.picture(data.resolve("cold" + i + ".png"), 2, i);
        }
    }

    private static CommandResult run(Object... arguments) {
        return CommandResult.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }

    private static void assertOwnNearest(JsonNode result) {
        JsonNode nearest = result.get("similar").get(0);
        assertThat(nearest.get("name").asText()).isEqualTo("warm1.png");
        assertThat(nearest.get("similarity").asDouble()).isCloseTo(1, within(1e-5));
        assertThat(result.get("similar")).hasSize(2);
    }

    @Test
    void a_picture_is_most_like_itself() throws IOException {
        Path page = folder.resolve("page.html");
        Path picture = data.resolve("warm1.png");
        JsonNode written = run(
                        "embed",
                        data,
                        "--output",
                        embeddings,
                        "--similar-to",
                        picture,
                        "--topk",
                        2,
                        "--json",
                        "--normalize")
                .json();
        assertThat(written.get("images").asInt()).isEqualTo(6);
        assertOwnNearest(written.get("results").get(0));
        JsonNode found = run("similar", embeddings, "--similar-to", picture, "--top-k", 2, "--html", page, "--json")
                .json();
        assertOwnNearest(found.get("results").get(0));
        assertThat(Files.readString(page)).contains("warm1.png", "data:image/").doesNotContain("<script");
        CommandResult text = run("similar", embeddings, "--similar-to", picture);
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out().lines().filter(line -> line.endsWith(".png"))).hasSize(7);
    }

    @Test
    void vectors_and_names_are_tensors_that_others_read() throws IOException {
        assertThat(run("embed", data, "--output", embeddings, "--layer", "stage0")
                        .code())
                .isZero();
        Map<String, WeightTensor> tensors = Checkpoints.open(embeddings).tensors();
        assertThat(tensors.get("embeddings").shape()[0]).isEqualTo(6);
        assertThat(new String(bytes(tensors.get("names")), StandardCharsets.UTF_8).split("\0", -1))
                .containsExactly("cold0.png", "cold1.png", "cold2.png", "warm0.png", "warm1.png", "warm2.png");
        assertThat(Checkpoints.open(embeddings).metadata()).containsEntry("layer", "stage0");
    }

    private static byte[] bytes(WeightTensor tensor) {
        byte[] bytes = new byte[tensor.bytes().remaining()];
        tensor.bytes().get(bytes);
        return bytes;
    }

    @Test
    void a_broken_picture_ends_it_unless_such_are_left_out() throws IOException {
        Files.write(data.resolve("broken.png"), new byte[] {1, 2, 3});
        CommandResult refused = run("embed", data, "--output", embeddings);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("broken.png").contains("--skip-broken");
        assertThat(embeddings).doesNotExist();
        CommandResult result = run("embed", data, "--output", embeddings, "--skip-broken", "--resume");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("6 vectors").contains("1 picture left out");
    }

    @Test
    void other_models_and_missing_pictures_are_refused() {
        assertThat(run("embed", data, "--output", embeddings).code()).isZero();
        CommandResult other = run("similar", embeddings, "--similar-to", data.resolve("warm1.png"), "--img-size", 32);
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("(input)");
        assertThat(run("similar", embeddings).code()).isEqualTo(2);
        assertThat(run("embed", data, "--output", embeddings, "--topk", 3).code())
                .isEqualTo(2);
        assertThat(run("similar", embeddings, "--similar-to", "x.png", "--data", data)
                        .code())
                .isEqualTo(2);
    }

    @Test
    void pictures_that_have_moved_are_shown_from_where_they_are_now() throws IOException {
        assertThat(run("embed", data, "--output", embeddings).code()).isZero();
        Path moved = Files.move(data, folder.resolve("moved"));
        Path page = folder.resolve("page.html");
        Path picture = moved.resolve("warm1.png");
        CommandResult lost = run("similar", embeddings, "--similar-to", picture, "--html", page);
        assertThat(lost.code()).isEqualTo(1);
        assertThat(lost.err()).contains("which does not exist").contains("--data");
        CommandResult found = run("similar", embeddings, "--similar-to", picture, "--html", page, "--data", moved);
        assertThat(found.code()).as(found.err()).isZero();
        assertThat(Files.readString(page)).contains("data:image/");
    }
}
