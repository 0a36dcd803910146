package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.training.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --shuffle-buffer}: shards in sequence, from the command to the recipe of the run. */
class ShuffleBufferOptionTest {

    @TempDir
    private Path folder;

    private Path packed() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 16, 2);
        Path out = folder.resolve("out");
        for (String part : List.of("train", "val")) {
            CommandResult packed = CommandResult.of(
                    "data",
                    "pack",
                    data.toString(),
                    out.toString(),
                    "--split",
                    part,
                    "--samples",
                    "4",
                    "--shuffle",
                    "1");
            assertThat(packed.code()).as(packed.err()).isZero();
        }
        return out;
    }

    private CommandResult train(Path data, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "train", data.toString(), "--output", folder.resolve("run").toString()));
        command.addAll(List.of(options));
        return CommandResult.of(command.toArray(String[]::new));
    }

    private int stored() throws IOException {
        return TrainingRecipe.parse(Files.readString(folder.resolve("run/recipe.json")))
                .batching()
                .shuffleBuffer();
    }

    @Test
    void the_buffer_is_stored_and_kept_by_a_run_that_goes_on() throws IOException {
        Path data = packed();
        CommandResult trained = train(
                data,
                "--model",
                CommandFiles.tinyModel(folder).toString(),
                "--epochs",
                "1",
                "--batch-size",
                "4",
                "--shuffle-buffer",
                "8");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).doesNotContain("sorted by class");
        assertThat(stored()).isEqualTo(8);

        CommandResult longer = train(data, "--resume", "--epochs", "2");
        assertThat(longer.code()).as(longer.err()).isZero();
        assertThat(stored()).isEqualTo(8);

        CommandResult printed =
                CommandResult.of("train", "--recipe", "poolformer_s12", "--shuffle-buffer", "4096", "--print-config");
        assertThat(printed.code()).as(printed.err()).isZero();
        assertThat(printed.out()).containsPattern("shuffle_buffer: 4096 +# --shuffle-buffer");
    }

    @Test
    void an_impossible_buffer_is_wrong_usage() {
        CommandResult refused = train(folder.resolve("data"), "--model", "embedded", "--shuffle-buffer", "-1");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--shuffle-buffer");
    }
}
