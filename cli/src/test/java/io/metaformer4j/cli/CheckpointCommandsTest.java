package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.disk.Sha256;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.TorchWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints averaged and cleaned, whatever their network is. */
class CheckpointCommandsTest {

    @TempDir
    private Path folder;

    private String first;
    private String second;
    private String out;

    @BeforeEach
    void write() throws IOException {
        first = training("first.pth", 1, 10);
        second = training("second.pth", 2, 40);
        out = folder.resolve("out.safetensors").toString();
    }

    /** A checkpoint with a weight, its average, and what only a training needs. */
    private String training(String name, float raw, float averaged) throws IOException {
        Path file = folder.resolve(name);
        TorchWriter.write(
                file,
                Map.of(
                        "epoch",
                        3,
                        "state_dict",
                        Map.of("fc.weight", WeightTensor.ofFloats(new float[] {raw}, 1)),
                        "state_dict_ema",
                        Map.of("fc.weight", WeightTensor.ofFloats(new float[] {averaged}, 1)),
                        "optimizer",
                        Map.of("exp_avg", WeightTensor.ofFloats(new float[] {5}, 1))));
        return file.toString();
    }

    private static float[] weight(Path file) throws IOException {
        assertThat(Checkpoints.open(file).tensors()).containsOnlyKeys("fc.weight");
        return Checkpoints.open(file).tensors().get("fc.weight").toFloats();
    }

    @Test
    void average_takes_the_mean_of_the_averaged_weights_or_of_the_raw_ones() throws IOException {
        CommandResult averaged = CommandResult.of("checkpoint", "average", first, second, "--output", out);
        assertThat(averaged.code()).as(averaged.err()).isZero();
        assertThat(averaged.out()).contains("wrote 1 tensors to", out, Sha256.of(Path.of(out)));
        assertThat(averaged.err()).contains("note: The averaged (EMA) weights were taken");
        assertThat(weight(Path.of(out))).containsExactly(25);
        CommandResult raw =
                CommandResult.of("checkpoint", "average", first, second, "--output", out, "--raw", "--json");
        assertThat(raw.json().get("averaged").asBoolean()).isFalse();
        assertThat(weight(Path.of(out))).containsExactly(1.5f);
    }

    @Test
    void clean_keeps_the_weights_alone_under_the_name_that_was_given() throws IOException {
        JsonNode plain = CommandResult.of("checkpoint", "clean", first, out, "--no-use-ema", "--no-hash", "--json")
                .json();
        assertThat(plain.get("output").asText()).isEqualTo(out);
        assertThat(plain.get("sha256").asText()).isEqualTo(Sha256.of(Path.of(out)));
        assertThat(weight(Path.of(out))).containsExactly(1);
    }

    /** As timm's script, which has an option against it alone. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--hash"})
    void clean_puts_the_digest_into_the_name(String asked) throws IOException {
        JsonNode hashed = CommandResult.of(Stream.of("checkpoint", "clean", first, out, "--use-ema", "--json", asked)
                        .filter(argument -> !argument.isEmpty())
                        .toArray(String[]::new))
                .json();
        Path named = Path.of(hashed.get("output").asText());
        assertThat(named.getFileName().toString())
                .isEqualTo("out-" + hashed.get("sha256").asText().substring(0, 8) + ".safetensors");
        assertThat(hashed.get("sha256").asText()).isEqualTo(Sha256.of(named));
        assertThat(weight(named)).containsExactly(10);
        assertThat(Path.of(out)).doesNotExist();
    }

    @Test
    void clean_leaves_out_auxiliary_batch_norms_if_asked() throws IOException {
        Path file = folder.resolve("split.pth");
        WeightTensor one = WeightTensor.ofFloats(new float[] {1}, 1);
        TorchWriter.write(file, Map.of("fc.weight", one, "bn.aux_bn.0.weight", one));
        CommandResult cleaned =
                CommandResult.of("checkpoint", "clean", file.toString(), out, "--clean-aux-bn", "--no-hash");
        assertThat(cleaned.code()).as(cleaned.err()).isZero();
        assertThat(weight(Path.of(out))).containsExactly(1);
    }

    @Test
    void average_takes_the_best_or_the_latest_checkpoints_of_a_run() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 4, 2);
        Path run = folder.resolve("run");
        String[] training = {
            "train",
            data.toString(),
            "--model",
            CommandFiles.tinyModel(folder).toString(),
            "--epochs",
            "3",
            "--keep",
            "3",
            "--no-report",
            "--output"
        };
        CommandResult trained = CommandResult.of(
                Stream.concat(Stream.of(training), Stream.of(run.toString())).toArray(String[]::new));
        assertThat(trained.code()).as(trained.err()).isZero();
        Files.writeString(
                run.resolve("log.csv"),
                """
                epoch,update,samples,learning_rate,train_loss,validation_top1,validation_top5,validation_loss
                0,1,8,0.1,1,50.0000,100.0000,0.5
                1,2,16,0.1,1,75.0000,100.0000,0.5
                2,3,24,0.1,1,25.0000,100.0000,0.5
                """);
        assertThat(averaged(run, "-n", "2").err()).contains("average of checkpoint-2.pth, checkpoint-1.pth");
        byte[] best = Files.readAllBytes(Path.of(out));
        averaged(
                run.resolve("checkpoint-2.pth"), run.resolve("checkpoint-1.pth").toString());
        assertThat(Path.of(out)).hasBinaryContent(best);
        assertThat(averaged(run, "-n", "2", "--no-sort").err()).contains("checkpoint-3.pth, checkpoint-2.pth");
        assertThat(averaged(run).err()).contains("checkpoint-2.pth, checkpoint-1.pth, checkpoint-3.pth");
    }

    private CommandResult averaged(Path input, String... more) {
        CommandResult result = CommandResult.of(
                Stream.concat(Stream.of("checkpoint", "average", input.toString(), "--output", out), Stream.of(more))
                        .toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
        return result;
    }

    @Test
    void what_cannot_be_done_is_said_in_one_line() throws IOException {
        CommandResult single = CommandResult.of("checkpoint", "average", first, "--output", out);
        assertThat(single.code()).isEqualTo(2);
        assertThat(single.err()).contains("at least two checkpoints");
        CommandResult unwanted = CommandResult.of("checkpoint", "average", first, second, "-n", "2", "--output", out);
        assertThat(unwanted.code()).isEqualTo(2);
        assertThat(unwanted.err()).contains("name its folder alone");
        CommandResult nothing = CommandResult.of("checkpoint");
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("a command is missing");
        CommandResult itself = CommandResult.of("checkpoint", "average", first, second, "--output", second);
        assertThat(itself.code()).isEqualTo(2);
        assertThat(itself.err()).contains("would replace FILES");
        Path raw = folder.resolve("raw.pth");
        TorchWriter.write(raw, Map.of("fc.weight", WeightTensor.ofFloats(new float[] {1}, 1)));
        CommandResult mixed = CommandResult.of("checkpoint", "average", first, raw.toString(), "--output", out);
        assertThat(mixed.code()).isEqualTo(1);
        assertThat(mixed.err()).contains("ask for the raw ones (--raw)");
        assertThat(Path.of(out)).doesNotExist();
    }
}
