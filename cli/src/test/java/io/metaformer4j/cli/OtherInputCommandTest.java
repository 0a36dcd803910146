package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --in-chans}: networks that see shades of gray, or what is no picture. */
class OtherInputCommandTest {

    private static final int SIDE = 32;
    private static final int WIDTH = 4;

    @TempDir
    private Path folder;

    /** Dark and light stripes of random colours, which lie or stand. */
    private static void stripes(Path file, boolean lying, int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        int[] light = {random.nextInt(150, 256), random.nextInt(150, 256), random.nextInt(150, 256)};
        int[] dark = {random.nextInt(90), random.nextInt(90), random.nextInt(90)};
        int shift = random.nextInt(2 * WIDTH);
        byte[] rgb = new byte[SIDE * SIDE * Picture.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            int pixel = i / Picture.CHANNELS;
            int across = (lying ? pixel / SIDE : pixel % SIDE) + shift;
            rgb[i] = (byte) (across / WIDTH % 2 == 0 ? light : dark)[i % Picture.CHANNELS];
        }
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            Picture.of(SIDE, SIDE, rgb).writePng(out);
        }
    }

    private Path stripes() throws IOException {
        Path data = folder.resolve("data");
        for (int i = 0; i < 24; i++) {
            String split = i < 16 ? "train" : "val";
            stripes(data.resolve(split + "/lying/" + i + ".png"), true, 2 * i);
            stripes(data.resolve(split + "/standing/" + i + ".png"), false, 2 * i + 1);
        }
        return data;
    }

    private static CommandResult run(String... arguments) {
        return CommandResult.of(arguments);
    }

    @Test
    void the_embedded_model_learns_stripes_in_gray_and_its_folder_needs_no_option() throws IOException {
        String data = stripes().toString();
        String run = folder.resolve("run").toString();
        CommandResult trained = run(
                "train",
                data,
                "--model",
                "embedded",
                "--weights",
                "pretrained",
                "--in-chans",
                "1",
                "--output",
                run,
                "--epochs",
                "8",
                "--batch-size",
                "8",
                "--lr",
                "1e-3",
                "--img-size",
                "32",
                "--padding",
                "2");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("note: The stem for 1 channel is the sum of the checkpoint's for red, green and blue");
        CommandResult validated = run("validate", data, "--model", run, "--json");
        assertThat(validated.code()).as(validated.err()).isZero();
        assertThat(validated.json().get("top1").asDouble()).isGreaterThan(90);
        String picture = folder.resolve("data/val/lying/20.png").toString();
        assertThat(run("classify", picture, "--model", run, "--topk", "1").out())
                .contains("lying");

        CommandResult more = run("train", data, "--output", run, "--resume", "--epochs", "9");
        assertThat(more.code()).as(more.err()).isZero();
        Path weights = folder.resolve("run/model.safetensors");
        Path converted = folder.resolve("sail.pth");
        CommandResult conversion =
                run("convert", weights.toString(), converted.toString(), "--model", run, "--to", "sail");
        assertThat(conversion.code()).as(conversion.err()).isZero();
        assertThat(Checkpoints.open(converted)
                        .stateDict()
                        .tensors()
                        .get("downsample_layers.0.conv.weight")
                        .shape()[1])
                .isEqualTo(1);

        CommandResult colors = run("train", data, "--output", run, "--resume", "--in-chans", "3", "--epochs", "10");
        assertThat(colors.code()).isEqualTo(1);
        assertThat(colors.err()).contains("begun with another network");
        CommandResult wrong =
                run("validate", data, "--model", "embedded", "--weights", weights.toString(), "--num-classes", "2");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("takes input of 1 channels, not 3", "--in-chans");
    }

    @Test
    void weights_for_colours_are_converted_to_shades_of_gray() throws IOException {
        CommandFiles.embeddedModel(folder);
        String weights = folder.resolve("embedded/model.safetensors").toString();
        Path gray = folder.resolve("gray.pth");
        CommandResult converted =
                run("convert", weights, gray.toString(), "--model", "embedded", "--in-chans", "1", "--to", "sail");
        assertThat(converted.code()).as(converted.err()).isZero();
        assertThat(converted.err()).contains("note: The stem for 1 channel is the sum of the checkpoint's");
        assertThat(Checkpoints.open(gray)
                        .stateDict()
                        .tensors()
                        .get("downsample_layers.0.conv.weight")
                        .shape()[1])
                .isEqualTo(1);
        CommandResult unknown = run("convert", weights, gray.toString(), "--in-chans", "1");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("--in-chans is for a model that is known; name it with --model");
    }

    @Test
    void five_channels_run_on_tensors() throws IOException {
        Path input = folder.resolve("input.safetensors");
        Path output = folder.resolve("output.safetensors");
        float[] values = new float[2 * 5 * SIDE * SIDE];
        SafetensorsWriter.write(input, Map.of("input", WeightTensor.ofFloats(values, 2, 5, SIDE, SIDE)), Map.of());
        CommandResult forward =
                run("forward", "--in-chans", "5", "--tensor", input.toString(), "--output", output.toString());
        assertThat(forward.code()).as(forward.err()).isZero();
        assertThat(forward.err()).contains("The stem for 5 channels repeats that of the checkpoint", "times 3/5");
        assertThat(Checkpoints.open(output).tensors().get("logits").shape()).containsExactly(2, 10);
        CommandResult colors = run("forward", "--tensor", input.toString(), "--output", output.toString());
        assertThat(colors.err()).contains("[N, 3, H, W]");
    }

    @Test
    void pictures_of_five_channels_are_refused_in_one_sentence() throws IOException {
        String data = stripes().toString();
        String picture = folder.resolve("data/val/lying/20.png").toString();
        CommandResult classify = run("classify", picture, "--in-chans", "5");
        assertThat(classify.code()).isEqualTo(1);
        assertThat(classify.err().lines().filter(line -> !line.startsWith("note: ")))
                .containsExactly("metaformer: the network takes input of 5 channels, but pictures have 3, red, green"
                        + " and blue, or are shades of gray, with 1; give it tensors ('metaformer forward')");
        CommandResult train = run(
                "train",
                data,
                "--model",
                "embedded",
                "--in-chans",
                "5",
                "--output",
                folder.resolve("run").toString(),
                "--epochs",
                "1");
        assertThat(train.code()).isEqualTo(1);
        assertThat(train.err().lines().filter(line -> !line.startsWith("note: ")))
                .singleElement()
                .asString()
                .contains("takes input of 5 channels")
                .endsWith("choose 1 or 3 as the number of input channels (--in-chans)");
    }

    @Test
    void summaries_and_tensors_of_pictures_are_those_of_the_wanted_input() throws IOException {
        CommandResult colors = run("summary", "caformer_s18", "--json");
        CommandResult gray = run("summary", "caformer_s18", "--in-chans", "1", "--json");
        assertThat(gray.json().get("input").toString()).isEqualTo("[1,224,224]");
        assertThat(colors.json().get("params").asLong()
                        - gray.json().get("params").asLong())
                .isEqualTo(2 * 64 * 7 * 7);
        assertThat(gray.json().get("stages").get(1))
                .isEqualTo(colors.json().get("stages").get(1));
        assertThat(run("summary", "caformer_s18", "--in-chans", "1").out()).contains("input 1x224x224");

        Path file = folder.resolve("input.safetensors");
        stripes();
        CommandResult written = run(
                "preprocess",
                folder.resolve("data/val/lying/20.png").toString(),
                "--in-chans",
                "1",
                "--output",
                file.toString());
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(Checkpoints.open(file).tensors().get("input").shape()).containsExactly(1, 1, 56, 56);
    }
}
